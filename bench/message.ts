/** A request of a client as Claude Code sends it, with a valid body of about `bytes`. @param number makes the body unlike any other */
export function messageRequest(host: string, bytes: number, number: number): Buffer {
  const frame = (text: string): string =>
    JSON.stringify({
      model: 'claude-sonnet-5',
      max_tokens: 1024,
      stream: true,
      metadata: { user_id: `bench-${String(number).padStart(6, '0')}` },
      system: [{ type: 'text', text: 'You are part of a bench.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    })
  const body = frame('kelp '.repeat(Math.max(1, Math.ceil((bytes - frame('').length) / 5))))
  const head = [
    'POST /v1/messages?beta=true HTTP/1.1',
    `host: ${host}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'accept: application/json',
    'user-agent: claude-cli/2.1.330 (external, sdk-cli)',
    'x-api-key: sk-ant-made-up-for-the-bench',
    'anthropic-version: 2023-06-01',
    'anthropic-beta: interleaved-thinking-2025-05-14',
    `x-claude-code-session-id: 00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    'x-stainless-timeout: 600',
    'x-app: cli',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
