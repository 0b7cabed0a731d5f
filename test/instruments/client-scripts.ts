// Clients that can be started by `holdfast run`, as programs for node -e.

/** Prints the environment that concerns us, as JSON. */
export const SHOW_ENVIRONMENT = `
const names = ['ANTHROPIC_BASE_URL', 'ANTHROPIC_CUSTOM_HEADERS', 'NO_PROXY', 'HOLDFAST_RUN', 'HOLDFAST_RUNTIME']
console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, process.env[name]]))))
`

/** Sends one message as the environment says, and prints the answer's status. */
export const ASK_ONCE = `
const headers = Object.fromEntries(process.env.ANTHROPIC_CUSTOM_HEADERS.split('\\n').map((line) => line.split(': ')))
const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 64, messages: [{ role: 'user', content: 'hello' }] })
fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', {
  method: 'POST', body,
  headers: { ...headers, 'content-type': 'application/json', 'x-api-key': 'made-up', 'anthropic-version': '2023-06-01' },
}).then(async (answer) => { await answer.text(); console.log('status ' + answer.status) })
`

/** Says that it is there, and ends when it is told to. */
export const WAIT = `
process.on('SIGTERM', () => { console.log('told to end'); process.exit(9) })
console.log('here ' + process.env.ANTHROPIC_BASE_URL)
setInterval(() => {}, 1000)
`

/** Asks who the gateway is, again and again, and says when its process is another one. */
export const WATCH_GATEWAY = `
const url = process.env.ANTHROPIC_BASE_URL + '/_holdfast/prove?nonce=0123456789abcdef'
let first
const look = async () => {
  const pid = await fetch(url).then((answer) => answer.json()).then(({ pid }) => pid, () => undefined)
  if (pid !== undefined && first === undefined) { first = pid; console.log('first ' + pid) }
  if (pid !== undefined && pid !== first) { console.log('second ' + pid); process.exit(0) }
  setTimeout(look, 20)
}
look()
`

/** A program that is called claude: prints its arguments, its settings and what its status line says. */
export const CLAUDE = `#!/usr/bin/env node
const { readFileSync } = require('node:fs')
const { execSync } = require('node:child_process')
const args = process.argv.slice(2)
const settings = JSON.parse(readFileSync(args[args.indexOf('--settings') + 1], 'utf8'))
const line = execSync(settings.statusLine.command, { input: '{"session_id":"s1"}', encoding: 'utf8' })
console.log(JSON.stringify({ args, settings, line, headers: process.env.ANTHROPIC_CUSTOM_HEADERS }))
`

/** A program that is called claude: sends one streamed message as its settings say, and prints what it found around it. */
export const CLAUDE_ONCE = `#!/usr/bin/env node
const { readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const { env } = JSON.parse(readFileSync(args[args.indexOf('--settings') + 1], 'utf8'))
const lines = env.ANTHROPIC_CUSTOM_HEADERS.split('\\n').map((line) => line.split(': '))
const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 64, stream: true, messages: [{ role: 'user', content: 'hello' }] })
fetch(env.ANTHROPIC_BASE_URL + '/v1/messages', {
  method: 'POST', body,
  headers: { ...Object.fromEntries(lines), 'content-type': 'application/json', 'user-agent': 'claude-cli/2.1.330 (external, cli)',
    'x-api-key': process.env.ANTHROPIC_API_KEY, 'anthropic-version': '2023-06-01' },
}).then(async (answer) => {
  const whole = (await answer.text()).includes('message_stop')
  const { ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN, CLAUDE_CONFIG_DIR } = process.env
  console.error(JSON.stringify({ whole, cwd: process.cwd(), ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN, CLAUDE_CONFIG_DIR }))
})
`
