import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Home } from './home.ts'

/** A settings file as people have it. */
export type Kind = {
  readonly what: string
  readonly make: (home: Home) => void
  /** Why it is refused; otherwise it is edited. */
  readonly refused?: RegExp
}

const written =
  (text: string, mode: number = 0o644): Kind['make'] =>
  ({ settings }) => {
    mkdirSync(dirname(settings), { recursive: true })
    writeFileSync(settings, text)
    chmodSync(settings, mode)
  }

const PRETTY = '{\n  "model": "opus",\n  "env": {\n    "MY": "1"\n  }\n}\n'

export const KINDS: readonly Kind[] = [
  { what: 'no folder', make: () => undefined },
  { what: 'no file', make: ({ settings }) => mkdirSync(dirname(settings)) },
  { what: 'an empty file', make: written('') },
  { what: 'white space alone', make: written('\n\n') },
  { what: 'an empty object', make: written('{}') },
  { what: 'an empty object on two lines', make: written('{\n}\n') },
  { what: 'two spaces', make: written(PRETTY) },
  { what: 'four spaces, no line end at the end', make: written('{\n    "model": "opus"\n}') },
  { what: 'tabs', make: written('{\n\t"model": "opus",\n\t"env": {}\n}\n') },
  { what: 'one line', make: written('{"model":"opus","permissions":{"allow":["Bash(ls:*)"]}}') },
  { what: 'line ends of Windows', make: written(PRETTY.replaceAll('\n', '\r\n')) },
  { what: 'a byte order mark', make: written(`\uFEFF${PRETTY}`) },
  {
    what: 'comments of both kinds',
    make: written('// mine\n{\n  /* a */ "model": "opus", // b\n  "env": { /* c */ }\n  // d\n}\n// e\n'),
  },
  { what: 'trailing commas', make: written('{\n  "env": {\n    "MY": "1",\n  },\n}\n') },
  {
    what: "somebody else's base URL",
    make: written('{\n  "env": {\n    "ANTHROPIC_BASE_URL": "http://127.0.0.1:11/api"\n  }\n}\n'),
  },
  {
    what: 'a status line',
    make: written('{ "statusLine": { "type": "command", "command": "echo it\'s mine", "padding": 0 } }\n'),
  },
  {
    what: 'hooks, one of them at the start',
    make: written(
      '{\n  "hooks": {\n    "Stop": [],\n    "SessionStart": [{ "hooks": [{ "type": "command", "command": "date" }] }]\n  }\n}\n',
    ),
  },
  {
    what: 'variables that we set as well',
    make: written('{ "env": { "NO_PROXY": "corp", "ENABLE_TOOL_SEARCH": "false", "ANTHROPIC_CUSTOM_HEADERS": "X-Team: a" } }\n'),
  },
  { what: 'a key that stands there twice', make: written('{\n  "env": { "A": "1" },\n  "env": { "B": "2" }\n}\n') },
  {
    what: 'keys and texts of all kinds',
    make: written('{ "日本語": "値 🦀", "__proto__": {"a": 1}, "n": 1e-7, "esc": "\\u0041\\/\\n" }\n'),
  },
  { what: 'a private file', make: written(PRETTY, 0o600) },
  {
    what: 'a link to the file',
    make: (home) => {
      mkdirSync(join(home.dir, 'dotfiles'))
      writeFileSync(join(home.dir, 'dotfiles', 'claude.json'), PRETTY)
      mkdirSync(dirname(home.settings))
      symlinkSync('../dotfiles/claude.json', home.settings)
    },
  },
  {
    what: 'a link to nothing yet',
    make: (home) => {
      mkdirSync(dirname(home.settings))
      symlinkSync(join(home.dir, 'later.json'), home.settings)
    },
  },
  {
    what: 'a linked folder',
    make: (home) => {
      mkdirSync(join(home.dir, 'real'))
      writeFileSync(join(home.dir, 'real', 'settings.json'), PRETTY)
      symlinkSync('real', dirname(home.settings))
    },
  },
  {
    what: 'a large file',
    make: written(JSON.stringify({ permissions: { allow: Array.from({ length: 300 }, (_, n) => `Bash(x${n})`) } }, null, 2)),
  },
  { what: 'a read-only file', make: written(PRETTY, 0o444), refused: /settings\.json is read-only/ },
  {
    what: 'a folder in its place',
    make: ({ settings }) => mkdirSync(settings, { recursive: true }),
    refused: /settings\.json is not a file/,
  },
  {
    what: 'a missing comma',
    make: written('{\n  "a": 1\n  "b": 2\n}\n'),
    refused: /settings\.json:3:3: this is not JSON; expected a comma/,
  },
  { what: 'half a file', make: written('{\n  "a": {'), refused: /settings\.json:2:9: this is not JSON/ },
  { what: 'a list', make: written('[]\n'), refused: /settings\.json:1:1: expected an object/ },
  { what: 'variables that are none', make: written('{\n  "env": "x"\n}\n'), refused: /settings\.json:2:10: expected an object/ },
  {
    what: 'hooks that are none',
    make: written('{ "hooks": { "SessionStart": {} } }\n'),
    refused: /settings\.json:1:30: expected a list/,
  },
]
