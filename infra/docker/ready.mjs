// Exit code 0 when the service is ready. By socket: node:http would cost twice the start, every few seconds.
import { connect } from 'node:net';

const socket = connect(Number(process.env.OPS_PORT), '127.0.0.1');
socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')));
socket.once('error', () => process.exit(1));
socket.once('connect', () => socket.write('GET /health/ready HTTP/1.0\r\n\r\n'));
socket.once('data', (head) => process.exit(head.toString('latin1', 9, 12) === '200' ? 0 : 1));
