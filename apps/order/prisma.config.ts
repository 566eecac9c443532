import { prismaConfig } from '@tradepost/database/prisma-config';

export default prismaConfig('order');
