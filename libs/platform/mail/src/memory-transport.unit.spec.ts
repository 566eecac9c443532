import { MemoryTransport } from './memory-transport.ts';
import { mailTransportContract } from './testing/mail-transport.contract.ts';

mailTransportContract(async () => {
  const transport = new MemoryTransport();
  return {
    transport,
    received: async () => transport.sent,
    forget: (address) => void transport.unknown.add(address),
    goAway: async () => void (transport.isAway = true),
  };
});
