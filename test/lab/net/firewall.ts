import type { Machine } from './machine.ts'

/** Packets that vanish without a word, until it is mended. */
export type Drop = {
  /** So many have vanished. */
  readonly packets: () => Promise<number>
  readonly mend: () => Promise<void>
}

/** The packet filter of a machine. Counts what it drops. */
export class Firewall {
  readonly #machine: Machine
  #drops = 0

  private constructor(machine: Machine) {
    this.#machine = machine
  }

  static async on(machine: Machine): Promise<Firewall> {
    await machine.run('nft', 'add table inet lab')
    return new Firewall(machine)
  }

  /**
   * @param match in the words of nft: `ip6 daddr 2001:db8:2::2`
   * @param where `forward` what only passes through, `input` what is for the machine itself, `output` what it sends
   */
  async drop(match: string, where: 'forward' | 'input' | 'output' = 'forward'): Promise<Drop> {
    this.#drops += 1
    const name = `drop${this.#drops}`
    await this.#machine.run(
      'nft',
      [
        `add counter inet lab ${name}`,
        `add chain inet lab ${name} { type filter hook ${where} priority 0; }`,
        `add rule inet lab ${name} ${match} counter name ${name} drop`,
      ].join('; '),
    )
    return {
      packets: async () => await this.#packets(name),
      mend: async () => void (await this.#machine.run('nft', `delete chain inet lab ${name}`)),
    }
  }

  /**
   * Connections that match come to a port of this machine instead of where they were going.
   * @returns how many did so far
   */
  async divert(match: string, to: number): Promise<() => Promise<number>> {
    this.#drops += 1
    const name = `divert${this.#drops}`
    await this.#machine.run(
      'nft',
      [
        `add counter inet lab ${name}`,
        `add chain inet lab ${name} { type nat hook prerouting priority dstnat; }`,
        `add rule inet lab ${name} ${match} counter name ${name} redirect to :${to}`,
      ].join('; '),
    )
    return async () => await this.#packets(name)
  }

  async #packets(counter: string): Promise<number> {
    const said = await this.#machine.run('nft', 'list', 'counter', 'inet', 'lab', counter)
    return Number(/packets (\d+)/.exec(said)?.[1] ?? Number.NaN)
  }

  /**
   * Hides the machines behind it (IPv4) as a home router does. A flow that was idle for longer is forgotten, and what comes of it later
   * vanishes. @returns what vanished so
   */
  async hide(out: string, { forgetsAfterSeconds }: { readonly forgetsAfterSeconds: number }): Promise<Drop> {
    await this.#machine.shell(`
      nft 'add chain inet lab hide { type nat hook postrouting priority srcnat; }; add rule inet lab hide oifname "${out}" meta nfproto ipv4 masquerade'
      cd /proc/sys/net/netfilter
      echo ${forgetsAfterSeconds} > nf_conntrack_tcp_timeout_established
      echo 0 > nf_conntrack_tcp_loose`)
    const forgotten = await this.drop('ct state invalid')
    // the answers to a forgotten flow are for the router itself, whose own kernel would refuse them aloud
    await this.drop('meta l4proto tcp ct state invalid', 'input')
    return forgotten
  }
}
