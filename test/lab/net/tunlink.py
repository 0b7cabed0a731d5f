#!/usr/bin/env python3
# netem for kernels without sch_netem: joins two network namespaces by a pair of TUN devices, both called wan0, and carries packets
# between them with delay, loss and a size limit. Says `ready`, and runs until it is killed; the devices go with it.
#   tunlink.py PID PID DELAY-MS LOSS-PERCENT [LONGEST-BYTES]     delay and loss each way; a longer packet vanishes without a word
import ctypes, fcntl, heapq, os, random, select, struct, sys, time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000

pid_a, pid_b = int(sys.argv[1]), int(sys.argv[2])
delay, loss = float(sys.argv[3]) / 1000, float(sys.argv[4]) / 100
longest = int(sys.argv[5]) if len(sys.argv) > 5 else 65535
libc = ctypes.CDLL(None, use_errno=True)
home = os.open('/proc/self/ns/net', os.O_RDONLY)


def tun(pid):
    namespace = os.open(f'/proc/{pid}/ns/net', os.O_RDONLY)
    if libc.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), 'setns')
    device = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH22s', b'wan0', IFF_TUN | IFF_NO_PI, b''))
    os.set_blocking(device, False)
    libc.setns(home, CLONE_NEWNET)
    return device


a, b = tun(pid_a), tun(pid_b)
on_the_way, count = [], 0
chance = random.Random(1)
print('ready', flush=True)
while True:
    wait = max(0, on_the_way[0][0] - time.monotonic()) if on_the_way else None
    for end in select.select([a, b], [], [], wait)[0]:
        packet = os.read(end, 65535)
        if len(packet) <= longest and chance.random() >= loss:
            count += 1
            heapq.heappush(on_the_way, (time.monotonic() + delay, count, b if end == a else a, packet))
    while on_the_way and on_the_way[0][0] <= time.monotonic():
        _, _, end, packet = heapq.heappop(on_the_way)
        try:
            os.write(end, packet)
        except OSError:
            pass  # the device is down, or its queue is full: the packet is lost, as on any line
