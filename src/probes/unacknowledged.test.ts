import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unacknowledgedInNetstat } from './unacknowledged.ts'

// In the form of macOS.
const NETSTAT = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0  24576  192.168.2.31.50112     192.0.2.1.443          ESTABLISHED
tcp6       0      0  2001:db8::2.50113      2001:db8::1.443        ESTABLISHED
`

test('macOS: bytes that are not acknowledged, of one connection, from its send queue', () => {
  assert.equal(unacknowledgedInNetstat(NETSTAT, { localPort: 50_112, remotePort: 443 }), 24_576)
  assert.equal(unacknowledgedInNetstat(NETSTAT, { localPort: 50_113, remotePort: 443 }), 0)
  assert.equal(unacknowledgedInNetstat(NETSTAT, { localPort: 1, remotePort: 443 }), undefined)
})
