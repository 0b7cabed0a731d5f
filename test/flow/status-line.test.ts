import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { deskFor } from '../instruments/command.ts'

test('the status line finds the gateway that runs, whatever comes in', async (t) => {
  const desk = deskFor(t)
  await desk.start(['serve', '--port', '0', '--upstream', 'http://127.0.0.1:9']).says(/listening on/)
  for (const input of ['{"session_id":"s1"}', '', 'no json', '\u0000']) {
    assert.deepEqual(await desk.run(['statusline'], { input }), { code: 0, stdout: 'holdfast ok\n', stderr: '' })
  }
})

test('without a gateway it is a short mark, in the language of the person', async (t) => {
  const desk = deskFor(t)
  const gone = ['statusline', '--runtime', join(desk.dir, 'gone.json')]
  assert.deepEqual(await desk.run(['statusline']), { code: 0, stdout: 'holdfast: gateway not running\n', stderr: '' })
  assert.equal((await desk.run([...gone, '--lang', 'ja'])).stdout, 'holdfast: ゲートウェイが動いていません\n')
  assert.equal((await desk.run(gone, { env: { LANG: 'ja_JP.UTF-8' } })).stdout, 'holdfast: ゲートウェイが動いていません\n')
})

test('the wrapped command is shown even when there is no gateway, and its failure is not', async (t) => {
  const desk = deskFor(t)
  const wrapped = await desk.run(['statusline', '--wrap', 'cat; exit 3'], { input: 'theirs' })
  assert.deepEqual(wrapped, { code: 0, stdout: 'theirs\nholdfast: gateway not running\n', stderr: '' })
  const broken = await desk.run(['statusline', '--wrap', 'no-such-command-here'])
  assert.deepEqual(broken, { code: 0, stdout: 'holdfast: gateway not running\n', stderr: '' })
})

test('whoever has taken the port is not told the secret', async (t) => {
  const desk = deskFor(t)
  const heard: string[] = []
  const squatter = createServer((socket) => {
    socket.on('data', (part) => {
      heard.push(part.toString())
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"proof":"abcdef"}'.slice(0, -1))
    })
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  t.after(() => squatter.close())
  await new Promise((resolve) => squatter.once('listening', resolve))
  const runtime = join(desk.dir, 'runtime.json')
  const { port } = squatter.address() as AddressInfo
  writeFileSync(
    runtime,
    JSON.stringify({ url: `http://127.0.0.1:${port}`, secret: 'the-secret', status: 'running', startedAt: 0 }),
  )
  const { stdout } = await desk.run(['statusline', '--runtime', runtime])
  assert.match(stdout, /^holdfast: gateway (not running|does not answer)\n$/)
  assert.equal(heard.length, 1)
  assert.doesNotMatch(heard.join(''), /the-secret/)
})
