#!/usr/bin/env bash
# Nest runs all @EventPattern handlers of one event at the same time, not one after the other.
#
# Packages:  @nestjs/microservices 12.1.1, @nestjs/core and @nestjs/common 12.5.1, Node 22 or newer.
# Guess:     with two handlers of one event, the second starts when the promise of the first has settled, as
#            interceptors, middleware and lifecycle hooks of Nest do; and a handler that throws keeps the later ones from
#            running, as in a loop with await.
# Behaviour: both start in the same tick; they are joined afterwards (forkJoin). The second handler reads the total before
#            the first has added to it, so an update is lost. A handler that throws does not keep the other from running.
# Remedy:    one handler per event that awaits its steps in order, or a lock in each.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nestjs/common@12.5.1 @nestjs/core@12.5.1 \
  @nestjs/microservices@12.1.1 reflect-metadata@0.2.2 rxjs@7.8.2 tsx@4.20.6
echo '{ "compilerOptions": { "experimentalDecorators": true, "target": "es2022", "module": "nodenext" } }' > tsconfig.json

cat > main.ts <<'TS'
import 'reflect-metadata';
import { setTimeout as later } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, EventPattern, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';

let total = 0;
const seen: string[] = [];

/** Read, compute, write: correct as long as no other handler runs in between. */
async function add(name: string, amount: number): Promise<void> {
  const before = total;
  seen.push(`${name} read ${before}`);
  await later(50);
  total = before + amount;
  seen.push(`${name} wrote ${total}`);
}

@Controller()
class First {
  @EventPattern('order.paid')
  onPaid(): Promise<void> {
    return add('first handler', 1);
  }
}

@Controller()
class Second {
  @EventPattern('order.paid')
  onPaid(): Promise<void> {
    return add('second handler', 10);
  }
}

@Module({ controllers: [First, Second] })
class AppModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port: 0 },
  logger: false,
});
await app.listen();
const { port } = app.unwrap<import('node:net').Server>().address() as { port: number };
const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
await lastValueFrom(client.emit('order.paid', {}), { defaultValue: undefined });
while (seen.length < 4) await later(10);
console.log([...seen, `total ${total}, not 11`].join('\n'));
await client.close();
await app.close();
TS

npx tsx main.ts | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
first handler read 0
second handler read 0
first handler wrote 1
second handler wrote 10
total 10, not 11
EXPECTED
