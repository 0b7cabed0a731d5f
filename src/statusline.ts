import { showStatusLine } from './clients/status-line.ts'

await showStatusLine(process.argv.slice(2), process.env)
