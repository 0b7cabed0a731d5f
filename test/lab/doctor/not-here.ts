/** Rows of the matrix that this lab does not make, or not as they stand there, and why. */
export const NOT_HERE: readonly { readonly row: string; readonly fault: string; readonly why: string }[] = [
  {
    row: '16',
    fault: 'a link that comes and goes',
    why: 'whether both states fall into one run is chance. Its rule is tested on observations alone.',
  },
  {
    row: '19, 20, 61, and the answers that break of 101',
    fault: 'flows that are forgotten, sleep, proxies that cut, answers that stall or break',
    why: 'longer than an examination. They are judged by what the gateway has seen (`npm run lab` has it meet the first two), and tested on observations alone.',
  },
  {
    row: '84, 102d',
    fault: 'IPv6 alone, behind NAT64',
    why: 'the kernel has no NAT64: all names have IPv6 addresses instead. What a translated address looks like is tested on observations alone.',
  },
  {
    row: '73',
    fault: 'an expired certificate of an authority that everybody knows',
    why: 'the lab has no such authority. The owner is the provider then; tested on observations alone.',
  },
  {
    row: '94',
    fault: 'a file with the login that may not be read',
    why: 'root may read everything: the file is broken instead.',
  },
]
