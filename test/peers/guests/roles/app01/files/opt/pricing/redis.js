// A client for Redis that knows what pricing needs: one connection, commands in order, simple replies and integers.
import { connect } from 'node:net';

export function connectRedis(url) {
  let socket = null;
  let waiting = [];
  let received = '';

  const fail = (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
    socket = null;
    received = '';
  };
  const send = (words) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
    });
  const open = () => {
    socket = connect(Number(url.port), url.hostname);
    socket.setKeepAlive(true, 30_000);
    socket.on('data', (data) => {
      received += data;
      for (let end = received.indexOf('\r\n'); end >= 0; end = received.indexOf('\r\n')) {
        const line = received.slice(0, end);
        received = received.slice(end + 2);
        const { resolve, reject } = waiting.shift();
        if (line.startsWith('-')) reject(new Error(line.slice(1)));
        else resolve(line.startsWith(':') ? Number(line.slice(1)) : line.slice(1));
      }
    });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('Redis closed the connection')));
    send(['AUTH', decodeURIComponent(url.password)]).catch(() => {});
  };

  return (...words) => {
    if (socket === null) open();
    return send(words);
  };
}
