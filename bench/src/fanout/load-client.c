/*
 * Holds many WebSockets to one server and counts the events that reach each.
 *
 *   load-client PORT SOCKETS PATH SUBPROTOCOL ASK ANSWER [WAIT SAY]...
 *
 * After the upgrade each socket waits for a frame that contains WAIT (nothing where it is empty) and says SAY, pair by
 * pair; then `ready` is printed. A line of a frame that is exactly ASK is answered with ANSWER, a ping with a pong. Each line of
 * standard input is a number: once every socket has been given so many events more, `done BYTES` is printed. An event
 * is a byte '~' of a payload. The sockets are looked at every millisecond: a client that sleeps until it is woken is woken
 * once a write by a slow server and seldom by a fast one, and the server pays for that. Anything unexpected ends the program.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define STARTING 64
#define KEPT 1024

struct socket {
  int fd, upgraded, step;
  unsigned char header[14];
  int headed;            /* bytes of the header that have come */
  unsigned long left;    /* bytes of the payload that have not */
  int inside;
  char kept[KEPT];       /* how the payload begins */
  int keeping;
  long events;
};

static struct socket *sockets;
static int count, opened, ready, epoll, steps;
static char **script;
static const char *ask, *answer, *path, *protocol;
static struct sockaddr_in server;
static long wanted = -1, complete, bytes;
static char buffer[262144];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void say(struct socket *s, int opcode, const char *text, size_t length) {
  unsigned char frame[8 + 8192] = {0x80 | opcode};
  size_t at = 2;
  if (length > 8000) fail("too long to be said");
  if (length < 126) frame[1] = 0x80 | length;
  else frame[1] = 0x80 | 126, frame[2] = length >> 8, frame[3] = length & 255, at = 4;
  memset(frame + at, 0, 4); /* a mask of zeros */
  memcpy(frame + at + 4, text, length);
  if (write(s->fd, frame, at + 4 + length) < 0) fail("say");
}

static void start(void) {
  struct socket *s = &sockets[opened++];
  char request[1024];
  int one = 1;
  s->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (s->fd < 0 || connect(s->fd, (struct sockaddr *)&server, sizeof server) < 0) fail("connect");
  setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  int length = snprintf(request, sizeof request,
    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s%s%s\r\n",
    path, *protocol ? "Sec-WebSocket-Protocol: " : "", protocol, *protocol ? "\r\n" : "");
  if (write(s->fd, request, length) != length) fail("upgrade");
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event) < 0) fail("epoll_ctl");
}

/* Says what is due, until something must be waited for. */
static void advance(struct socket *s, const char *heard) {
  while (s->step < steps && (!*script[2 * s->step] || (heard && strstr(heard, script[2 * s->step])))) {
    const char *text = script[2 * s->step++ + 1];
    if (*text) say(s, 1, text, strlen(text));
    heard = NULL;
  }
  if (s->step < steps) return;
  s->step = steps + 1;
  if (++ready == count) puts("ready");
  else if (opened < count) start();
}

/* Whether one of the lines of a frame is ASK. */
static int asks(const char *text) {
  size_t length = strlen(ask);
  for (; length && text; text = strchr(text, '\n')) {
    if (*text == '\n') text++;
    if (!strncmp(text, ask, length) && (!text[length] || text[length] == '\n')) return 1;
  }
  return 0;
}

static void ended(struct socket *s) {
  int opcode = s->header[0] & 15;
  s->kept[s->keeping] = 0;
  if (opcode == 8) fprintf(stderr, "closed: %s\n", s->keeping > 2 ? s->kept + 2 : ""), exit(1);
  if (opcode == 9) say(s, 10, s->kept, s->keeping);
  if (opcode == 1 && asks(s->kept)) say(s, 1, answer, strlen(answer));
  if (opcode == 1 && s->step < steps) advance(s, s->kept);
  s->inside = s->headed = s->keeping = 0;
}

static void counted(struct socket *s, const char *at, size_t length) {
  const char *end = at + length;
  while ((at = memchr(at, '~', end - at))) at++, s->events++;
  if (wanted >= 0 && s->events > wanted) fail("more events than were sent");
}

static void hear(struct socket *s, char *at, size_t length) {
  long before = s->events;
  while (length > 0) {
    if (!s->inside) {
      s->header[s->headed++] = *at++, length--;
      int small = s->headed < 2 ? 0 : s->header[1] & 127;
      int whole = small == 126 ? 4 : small == 127 ? 10 : 2;
      if (s->headed < whole) continue;
      s->left = small;
      if (small > 125) s->left = 0;
      for (int i = 2; i < whole; i++) s->left = s->left << 8 | s->header[i];
      s->inside = 1;
    }
    size_t taken = length < s->left ? length : s->left;
    size_t room = KEPT - 1 - s->keeping, keep = taken < room ? taken : room;
    memcpy(s->kept + s->keeping, at, keep);
    s->keeping += keep;
    counted(s, at, taken);
    at += taken, length -= taken, s->left -= taken;
    if (s->left == 0) ended(s);
  }
  if (wanted >= 0 && before < wanted && s->events == wanted && ++complete == count) {
    printf("done %ld\n", bytes);
    wanted = -1;
  }
}

static void readable(struct socket *s) {
  ssize_t length = recv(s->fd, buffer, sizeof buffer - 1, MSG_DONTWAIT);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) fail("a server ended a connection");
  bytes += length;
  if (s->upgraded) return hear(s, buffer, length);
  buffer[length] = 0;
  char *end = strstr(buffer, "\r\n\r\n");
  if (!end || strncmp(buffer, "HTTP/1.1 101", 12)) fprintf(stderr, "%s\n", buffer), exit(1);
  s->upgraded = 1;
  advance(s, NULL);
  hear(s, end + 4, length - (end + 4 - buffer));
}

static void command(void) {
  char line[64];
  ssize_t length = read(0, line, sizeof line - 1);
  if (length <= 0) exit(0);
  line[length] = 0;
  for (int i = 0; i < count; i++) sockets[i].events = 0;
  wanted = atol(line), complete = bytes = 0;
  puts("set");
}

int main(int argc, char **argv) {
  if (argc < 7) return 2;
  server.sin_family = AF_INET;
  server.sin_port = htons(atoi(argv[1]));
  inet_pton(AF_INET, "127.0.0.1", &server.sin_addr);
  count = atoi(argv[2]), path = argv[3], protocol = argv[4], ask = argv[5], answer = argv[6];
  script = argv + 7, steps = (argc - 7) / 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  sockets = calloc(count, sizeof *sockets);
  epoll = epoll_create1(0);
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL}, events[256];
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
  while (opened < count && opened < STARTING) start();
  struct timespec pause = {.tv_nsec = 1000000};
  for (;;) {
    int found = epoll_wait(epoll, events, 256, 0);
    if (found == 0) nanosleep(&pause, NULL);
    for (int i = 0; i < found; i++) {
      if (events[i].data.ptr) readable(events[i].data.ptr);
      else command();
    }
  }
}
