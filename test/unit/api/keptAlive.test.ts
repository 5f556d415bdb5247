/** Servers that close a connection behind their answer, without having said so. */
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { client, rawServer } from './support.ts';

const answer = '{"data":{"id":"1880028106020515840","expires_after_secs":60}}';
const whole = `HTTP/1.1 200 OK\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`;

describe('40 calls, four at a time', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['1 ms later', (socket) => setTimeout(() => socket.destroy(), 1)],
    // Seen from here: the close and the next POST crossed on the wire.
    ['as the next POST comes', (socket) => socket.once('data', () => socket.destroy())],
  ])('all succeed at a server that closes %s', async (_, close) => {
    await using server = await rawServer((socket) => {
      socket.write(whole);
      close(socket);
    });
    await using api = client(server.url);
    const ten = async () => {
      for (let n = 0; n < 10; n += 1) await api.initialize();
    };
    await Promise.all([ten(), ten(), ten(), ten()]);
    expect(server.count()).toBe(40);
  });
});
