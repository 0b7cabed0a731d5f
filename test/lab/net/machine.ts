import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Program } from './program.ts'
import { SYSTEM_PATH } from './obstacle.ts'

/**
 * Makes the machine's own view of the files that name resolution reads. An empty /run hides the sockets of the host's name services,
 * which would answer from any network. Ends with its input.
 */
const BOOT = `
mount -t tmpfs none /run
cover() { mkdir -p "$(dirname "$2")"; [ -e "$2" ] || : > "$2"; mount --bind "$1" "$2"; }
cover "$1" "$4"; cover "$2" /etc/hosts; cover "$3" /etc/nsswitch.conf
ip link set lo up
echo up
exec cat`

type Ran = { readonly code: number; readonly out: string; readonly err: string }

export type StartOptions = { readonly env?: Readonly<Record<string, string>> }

/**
 * A computer of the lab: a network, a view of the file system and process numbers of its own. None of it has a name that could be left
 * behind: when its first process ends, and that ends with us however we end, the kernel ends all its others, also those that have
 * changed their user, and takes away its links, addresses, rules and mounts.
 */
export class Machine {
  readonly name: string
  readonly #folder: string
  readonly #holder: Program
  readonly #programs: Program[] = []

  private constructor(name: string, folder: string, holder: Program) {
    this.name = name
    this.#folder = folder
    this.#holder = holder
  }

  /** @param folder for the files that it sees instead of the host's; removed by whoever made it */
  static async boot(name: string, folder: string): Promise<Machine> {
    const file = (kind: string): string => join(folder, `${name}.${kind}`)
    await writeFile(file('resolv'), '')
    await writeFile(file('hosts'), '127.0.0.1 localhost\n::1 localhost\n')
    await writeFile(file('nsswitch'), 'hosts: files dns\n')
    const files = [file('resolv'), file('hosts'), file('nsswitch'), realpathSync('/etc/resolv.conf')]
    const apart = ['--net', '--mount', '--propagation', 'private', '--pid', '--mount-proc', '--fork', '--kill-child=SIGKILL']
    const words = [...ENDS_WITH_US, 'unshare', ...apart, 'sh', '-ec', BOOT, 'sh', ...files]
    const child = launch(words, { env: { PATH: SYSTEM_PATH }, stdio: 'pipe' })
    const holder = new Program(`machine ${name}`, child, 'behind-another')
    await holder.says(/^up$/)
    return new Machine(name, folder, holder)
  }

  /** Of its first process, as the host counts. */
  get pid(): number {
    return this.#holder.pid
  }

  /** Runs a program to its end. @returns what it printed @throws when it fails */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    return outputOf(await this.attempt(command, ...args), `${this.name}: ${command} ${args.join(' ')}`)
  }

  /** The same where failing is a result. */
  attempt(command: string, ...args: readonly string[]): Promise<Ran> {
    return ran(this.#inside([command, ...args]))
  }

  /** In its network, but with the process numbers of the host: for what joins two machines. @throws when it fails */
  async join(command: string, ...args: readonly string[]): Promise<void> {
    const inside = ['nsenter', '--target', String(this.pid), '--net', '--', command, ...args]
    outputOf(await ran(inside), `${this.name}: ${command} ${args.join(' ')}`)
  }

  /** A few lines of shell; the first that fails ends them. */
  async shell(lines: string): Promise<string> {
    return await this.run('sh', '-ec', lines)
  }

  /** A program that stays. Its environment is empty but for what is given. */
  start(command: readonly string[], { env = {} }: StartOptions = {}): Program {
    const child = launch(this.#inside(command), { env: { PATH: SYSTEM_PATH, HOME: this.#folder, ...env }, stdio: 'pipe' })
    return this.#keep(new Program(`${this.name}: ${command.slice(0, 3).join(' ')}`, child, 'behind-another'))
  }

  /** A program on the host that serves this machine, and ends with it. It must not change its user: it would outlive us if we are killed. */
  startOutside(command: readonly string[]): Program {
    const child = launch([...ENDS_WITH_US, ...command], { env: { PATH: SYSTEM_PATH }, stdio: 'pipe' })
    return this.#keep(new Program(`beside ${this.name}: ${command.slice(0, 3).join(' ')}`, child, 'itself'))
  }

  /** Whom it asks for names from now on. */
  async nameservers(...addresses: readonly string[]): Promise<void> {
    // written in place: the machine sees this very file
    await writeFile(join(this.#folder, `${this.name}.resolv`), addresses.map((address) => `nameserver ${address}\n`).join(''))
  }

  /** Ends everything on it, and so the machine. */
  async off(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.end()))
    await this.#holder.end()
  }

  #keep(program: Program): Program {
    this.#programs.push(program)
    return program
  }

  #inside(command: readonly string[]): readonly string[] {
    return [...ENDS_WITH_US, 'nsenter', '--target', String(this.pid), '--net', '--mount', '--pid', '--', ...command]
  }
}

function ran([first = '', ...rest]: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(first, rest, { env: { PATH: SYSTEM_PATH }, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err })
    })
  })
}

function outputOf({ code, out, err }: Ran, what: string): string {
  if (code !== 0) throw new Error(`${what}: ${err}${out}`)
  return out
}

/** The kernel's promise, which holds until a process changes its user. */
const ENDS_WITH_US = ['setpriv', '--pdeathsig', 'KILL'] as const

function launch([first = '', ...rest]: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(first, rest, options)
}
