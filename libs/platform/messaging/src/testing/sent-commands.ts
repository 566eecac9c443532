import { jest } from '@jest/globals';
import { Redis } from 'ioredis';

/** Names of the commands that this process sends to Redis from now on, until `jest.restoreAllMocks()`. */
export function sentCommands(): string[] {
  const names: string[] = [];
  const send = Redis.prototype.sendCommand;
  jest.spyOn(Redis.prototype, 'sendCommand').mockImplementation(function (this: Redis, ...args) {
    names.push(args[0].name.toLowerCase());
    return send.apply(this, args);
  });
  return names;
}
