import process from 'node:process'
import { startProvider } from '../../src/drill/provider.ts'

// An upstream in a process of its own, to be killed: PORT.

await startProvider({ port: Number(process.argv[2]) })
process.stdout.write('ready\n')
