import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { listeningInodes, portOwner } from './port-owner.ts'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1054 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0100007F:1054 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0
`

test('only sockets that listen on the port count', () => {
  assert.deepEqual(listeningInodes(TABLE, 4180), ['111'])
  assert.deepEqual(listeningInodes(TABLE, 22), ['333'])
  assert.deepEqual(listeningInodes(TABLE, 80), [])
})

test('the owner of a port of our own is ourselves', { skip: process.platform === 'win32' }, async (t) => {
  const server = createServer()
  t.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const owner = await portOwner((server.address() as AddressInfo).port)
  assert.equal(owner?.pid, process.pid)
  assert.match(owner?.command ?? '', /node/)
})
