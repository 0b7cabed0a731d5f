import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unacknowledgedInNetstat, unacknowledgedInProc } from './unacknowledged.ts'

const PROC = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:C001 0100007F:01BB 01 00000000:00000000 00:00000000 00000000     0        0 111 1 0 20 4 30 10 -1
   1: 0201560A:9C42 0202560A:01BB 01 00006000:00000000 01:00000019 00000004     0        0 222 3 0 200 4 30 1 2
`
const PROC6 = `   0: B80D0120000000000100000002000000:9C43 B80D0120000000000200000002000000:01BB 01 000005A8:00000000 01:00000019 00000004     0        0 333 3 0 200 4 30 1 2
`

test('Linux: bytes that are not acknowledged, of one connection', () => {
  assert.equal(unacknowledgedInProc(PROC, { localPort: 0xc001, remotePort: 443 }), 0)
  assert.equal(unacknowledgedInProc(PROC, { localPort: 0x9c42, remotePort: 443 }), 0x6000)
  assert.equal(unacknowledgedInProc(PROC + PROC6, { localPort: 0x9c43, remotePort: 443 }), 0x5a8)
  assert.equal(unacknowledgedInProc(PROC, { localPort: 0x9c42, remotePort: 80 }), undefined)
})

// In the form of macOS.
const NETSTAT = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0  24576  192.168.2.31.50112     192.0.2.1.443          ESTABLISHED
tcp6       0      0  2001:db8::2.50113      2001:db8::1.443        ESTABLISHED
`

test('macOS: the same from its send queue', () => {
  assert.equal(unacknowledgedInNetstat(NETSTAT, { localPort: 50_112, remotePort: 443 }), 24_576)
  assert.equal(unacknowledgedInNetstat(NETSTAT, { localPort: 50_113, remotePort: 443 }), 0)
  assert.equal(unacknowledgedInNetstat(NETSTAT, { localPort: 1, remotePort: 443 }), undefined)
})
