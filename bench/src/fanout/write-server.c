/*
 * The limit: frames made once, and one write() a socket. Upgrades are answered without the key's hash, which the load
 * client does not ask for. Each line of standard input, `EVENTS BYTES`, sends so many events of that size to all, in
 * frames of their own that lie in one buffer. Prints its port.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *UPGRADED =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

struct socket {
  int fd, upgraded;
  size_t sent;
};

static struct socket *sockets[65536];
static int count, epoll;
static char *frames;
static size_t length;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int operation, int fd, int events, void *of) {
  struct epoll_event event = {.events = events, .data.ptr = of};
  if (epoll_ctl(epoll, operation, fd, &event) < 0) fail("epoll_ctl");
}

static void deliver(struct socket *s) {
  size_t before = s->sent;
  ssize_t taken = write(s->fd, frames + s->sent, length - s->sent);
  if (taken < 0 && errno != EAGAIN) fail("write");
  if (taken > 0) s->sent += taken;
  int waits = s->sent < length;
  if (before > 0 || waits) watch(EPOLL_CTL_MOD, s->fd, waits ? EPOLLIN | EPOLLOUT : EPOLLIN, s);
}

static void build(int events, size_t size) {
  free(frames);
  frames = malloc(events * (size + 10));
  length = 0;
  for (int i = 0; i < events; i++) {
    frames[length++] = (char)0x81;
    frames[length++] = 126;
    frames[length++] = (char)(size >> 8);
    frames[length++] = (char)(size & 255);
    memset(frames + length, 'x', size);
    frames[length] = '~';
    length += size;
  }
}

static void command(void) {
  char line[64];
  int events;
  size_t size;
  ssize_t got = read(0, line, sizeof line - 1);
  if (got <= 0) exit(0);
  line[got] = 0;
  if (sscanf(line, "%d %zu", &events, &size) != 2) fail("command");
  build(events, size);
  for (int i = 0; i < count; i++) {
    sockets[i]->sent = 0;
    deliver(sockets[i]);
  }
}

static void arrive(int listener) {
  int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (fd < 0) fail("accept");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct socket *s = calloc(1, sizeof *s);
  s->fd = fd;
  watch(EPOLL_CTL_ADD, fd, EPOLLIN, s);
}

static void readable(struct socket *s) {
  char text[4096];
  if (read(s->fd, text, sizeof text) <= 0) exit(0);
  if (s->upgraded) return;
  s->upgraded = 1;
  if (write(s->fd, UPGRADED, strlen(UPGRADED)) < 0) fail("upgrade");
  sockets[count++] = s;
}

int main(void) {
  static char input, listening;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 1024) < 0) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  epoll = epoll_create1(0);
  watch(EPOLL_CTL_ADD, 0, EPOLLIN, &input);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN, &listening);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  struct epoll_event events[256];
  for (;;) {
    int found = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < found; i++) {
      void *of = events[i].data.ptr;
      if (of == &input) command();
      else if (of == &listening) arrive(listener);
      else {
        if (events[i].events & EPOLLIN) readable(of);
        if (events[i].events & EPOLLOUT) deliver(of);
      }
    }
  }
}
