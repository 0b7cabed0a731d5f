import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { deliveryIn, deliveryOn, sendQueueIn } from './delivery.ts'

const HEADING =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     '
/** 10.86.0.2:40000 to 10.86.1.1:443. @param state tx_queue:rx_queue tr:tm->when retrnsmt */
const line = (state: string, remote = '0101560A:01BB'): string =>
  `   1: 0200560A:9C40 ${remote} 01 ${state}     0        0 94522 3 00000000 0 0 20 4 29 10 -1`

const CONNECTION = { localPort: 40_000, remotePort: 443 }
const seen = (...lines: readonly string[]): string => deliveryIn([HEADING, ...lines].join('\n'), CONNECTION)

test('what is confirmed, what is under way, and what the kernel has sent again in vain', () => {
  assert.equal(seen(line('00000000:00000000 02:000A7B2C 00000000')), 'confirmed')
  assert.equal(seen(line('000004D2:00000000 01:00000014 00000000')), 'under-way')
  assert.equal(seen(line('000004D2:00000000 01:00000140 00000003')), 'under-way')
  assert.equal(seen(line('000004D2:00000000 01:00000280 00000004')), 'lost')
  // a timer for probes of a window that is closed: the other side is there, and does not read
  assert.equal(seen(line('000004D2:00000000 04:00000280 00000000')), 'under-way')
})

test('of a connection that is not there, or there twice, nobody can tell', () => {
  const lost = line('000004D2:00000000 01:00000280 00000005')
  assert.equal(seen(), 'unknown')
  assert.equal(seen(lost.replace(':9C40', ':9C41')), 'unknown')
  assert.equal(seen(lost, line('00000000:00000000 00:00000000 00000000', '0201560A:01BB')), 'unknown')
})

test('both families have their lines in one form', () => {
  const v6 =
    '   0: B80D0120000000000100000002000000:9C43 B80D0120000000000200000002000000:01BB 01 000005A8:00000000 01:00000019 00000004     0 0 333'
  const table = [HEADING, line('00006000:00000000 01:00000019 00000002'), HEADING, v6].join('\n')
  assert.deepEqual(sendQueueIn(table, CONNECTION), { unconfirmed: 0x6000, repeats: 2 })
  assert.deepEqual(sendQueueIn(table, { ...CONNECTION, localPort: 0x9c43 }), { unconfirmed: 0x5a8, repeats: 4 })
})

test('the kernel itself is asked, in the same table for both families', { skip: process.platform !== 'linux' }, async (t) => {
  const server = createServer().listen(0, '::')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  for (const host of ['127.0.0.1', '::1']) {
    const socket = connect(port, host)
    await once(socket, 'connect')
    socket.write('hello')
    const { localPort = 0, remotePort = 0 } = socket
    const of = deliveryOn('linux')
    // on loopback it is confirmed at once, or nearly so
    let delivery = await of({ localPort, remotePort })
    while (delivery === 'under-way') delivery = await of({ localPort, remotePort })
    assert.equal(delivery, 'confirmed', host)
    socket.destroy()
  }
  assert.equal(await deliveryOn('win32')(CONNECTION), 'unknown')
})
