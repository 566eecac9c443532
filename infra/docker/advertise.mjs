// Runs before a service. Others reach a container by its own address: a cluster sets it, elsewhere it is looked up.
import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';

if (!process.env.ADVERTISE_HOST) process.env.ADVERTISE_HOST = (await lookup(hostname())).address;
