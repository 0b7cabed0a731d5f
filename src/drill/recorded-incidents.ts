// Incidents that users recorded, and failures of every kind that were seen, in the form of a scenario file.

const OVERLOAD = { kind: 'api-error', status: 529 }

// docs/facts.md 10: three walls of overload in one day, over all parallel sessions of a user at once. Turns are paced
// as at work, so that a rehearsal at speed asks no more of the machine than one in real time.
const AT_WORK = { pause: '4s', pauseAfterLoss: '20s', gap: '500ms' }

/** Longer walls are rehearsed faster: each takes about a minute. */
export const RECORDED: readonly unknown[] = [
  {
    name: 'wall-14s',
    description: {
      en: 'Recorded: every request is refused as overloaded (529) for 14 s',
      ja: '実際の記録: 14 秒間、すべてのリクエストが過負荷 (529) で拒否される',
    },
    phases: [{ after: '5s', for: '14s', faults: [OVERLOAD] }],
    load: [{ sessions: 4 }, { client: 'sdk', sessions: 1 }, { client: 'sdk', streaming: false, sessions: 1 }],
    assertions: { lostAtMost: 0, recoveryWithin: '15s', requestsPerTurnAtMost: 2 },
  },
  {
    name: 'wall-4m34s',
    description: {
      en: 'Recorded: overloaded (529) for 4 min 34 s',
      ja: '実際の記録: 過負荷 (529) が 4 分 34 秒続く',
    },
    speed: 8,
    length: '6m',
    phases: [{ after: '20s', for: '4m34s', faults: [OVERLOAD] }],
    load: [
      { sessions: 4, ...AT_WORK },
      { streaming: false, sessions: 1, ...AT_WORK },
      { client: 'sdk', sessions: 1, ...AT_WORK },
    ],
    assertions: { lostAtMost: 0, recoveryWithin: '30s', requestsPerTurnAtMost: 3 },
  },
  {
    name: 'wall-14m21s',
    description: {
      en: 'Recorded: overloaded (529) for 14 min 21 s',
      ja: '実際の記録: 過負荷 (529) が 14 分 21 秒続く',
    },
    speed: 20,
    length: '17m',
    phases: [{ after: '30s', for: '14m21s', faults: [OVERLOAD] }],
    load: [
      { sessions: 5, ...AT_WORK },
      { client: 'sdk', sessions: 1, ...AT_WORK },
    ],
    assertions: { lostAtMost: 0, recoveryWithin: '45s', requestsPerTurnAtMost: 4 },
  },
  {
    name: 'plan-limit',
    description: {
      en: 'The plan is used up (429): no waiting helps, so nobody may be kept waiting',
      ja: 'プランの上限に達する (429): 待っても解消しないため、待たせずに知らせる',
    },
    phases: [
      {
        after: '5s',
        for: '20s',
        faults: [
          {
            kind: 'api-error',
            status: 429,
            headers: { 'anthropic-ratelimit-unified-status': 'rejected', 'retry-after': '3600' },
          },
        ],
      },
    ],
    load: [{ sessions: 4 }],
    assertions: { lossToldWithin: '3s', recoveryWithin: '10s', requestsPerTurnAtMost: 1.5 },
  },
  {
    name: 'silent-stream',
    description: {
      en: 'Answers open with 200 and then stay silent: nothing ever says that they are dead',
      ja: '200 のヘッダーだけが届き、そのあと何も来ない: 途切れたことがどこからも分からない',
    },
    speed: 8,
    length: '6m',
    phases: [{ after: '10s', for: '30s', faults: [{ kind: 'silence', after: 'headers' }] }],
    load: [{ sessions: 4, ...AT_WORK }],
    assertions: { lostAtMost: 0, recoveryWithin: '2m30s' },
  },
  {
    name: 'edge-html',
    description: {
      en: 'Pages for people instead of answers: nginx 502, then Cloudflare 522, then a balancer 503',
      ja: '応答の代わりに HTML のエラーページが返る: nginx 502、Cloudflare 522、ロードバランサー 503',
    },
    phases: [
      { after: '5s', for: '6s', faults: [{ kind: 'edge-page', by: 'nginx', status: 502 }] },
      { for: '6s', faults: [{ kind: 'edge-page', by: 'cloudflare', status: 522 }] },
      { for: '6s', faults: [{ kind: 'edge-page', by: 'alb', status: 503 }] },
    ],
    load: [{ sessions: 5 }, { client: 'sdk', sessions: 1 }],
    assertions: { lostAtMost: 0, recoveryWithin: '20s' },
  },
]
