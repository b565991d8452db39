import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePort, start, until } from './program.mjs';

const EMULATOR = [
  'mc_setbmc 0x20',
  'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr',
  'sel_enable 0x20 1000 0x0a',
  'mc_enable 0x20',
];
/** RMCP presence ping (ASF 2.0, section 3.2.4.2). */
const PING = Buffer.from('0600ff06000011be80000000', 'hex');

async function freeUdpPort() {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

/** Whether something answers a ping on a port. */
async function answersPing(port) {
  const socket = createSocket('udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('message', () => resolve(true));
      socket.send(PING, port, '127.0.0.1');
      setTimeout(() => resolve(false), 200);
    });
  } finally {
    socket.close();
  }
}

/** OpenIPMI's ipmi_sim, `count` times, each with a serial port that says a line every second. */
export async function startIpmiSimulators(count) {
  const directory = mkdtempSync(join(tmpdir(), 'ironbridge-bench-ipmi-'));
  const closers = [() => rmSync(directory, { recursive: true, force: true })];
  const driverInfos = [];
  for (let index = 0; index < count; index++) {
    const sockets = new Set();
    const serial = createServer((socket) => {
      sockets.add(socket);
      const timer = setInterval(() => socket.write(`node ${index} is alive\r\n`), 1000);
      socket.on('error', () => undefined).once('close', () => clearInterval(timer));
      socket.on('data', (bytes) => socket.write(bytes));
    });
    const serialPort = await freePort();
    await new Promise((resolve) => serial.listen(serialPort, '127.0.0.1', resolve));
    closers.unshift(() => {
      for (const socket of sockets) socket.destroy();
      serial.close();
    });
    const port = await freeUdpPort();
    const own = join(directory, String(index));
    mkdirSync(join(own, 'state'), { recursive: true });
    writeFileSync(
      join(own, 'lan.conf'),
      `name "bmc${index}"
set_working_mc 0x20
startlan 1
  addr 127.0.0.1 ${port}
  priv_limit admin
  allowed_auths_admin none md2 md5 straight
  guid a123456789abcdefa1234567${String(index).padStart(8, '0')}
endlan
sol "tcp:127.0.0.1:${serialPort}" 115200 history=4096
startcmd "sleep 100000"
startnow false
user 1 true  ""      "test"   user  10 none md2 md5 straight
user 2 true  "admin" "secret" admin 10 none md2 md5 straight
`,
    );
    writeFileSync(join(own, 'sim.emu'), `${EMULATOR.join('\n')}\n`);
    const files = ['-c', join(own, 'lan.conf'), '-f', join(own, 'sim.emu'), '-s', join(own, 'state')];
    const child = start('/usr/bin/ipmi_sim', [...files, '-n']);
    closers.unshift(() => end(child));
    driverInfos.push({
      ipmi_address: '127.0.0.1',
      ipmi_port: String(port),
      ipmi_username: 'admin',
      ipmi_password: 'secret',
      ipmi_cipher_suite: '3',
    });
  }
  for (const { ipmi_port } of driverInfos) await until('ipmi_sim', () => answersPing(Number(ipmi_port)));
  return {
    driverInfos,
    close: async () => {
      for (const close of closers) await close();
    },
  };
}
