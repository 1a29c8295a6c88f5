/* loadgen: signed Scalekit-style webhook load generator (Standard Webhooks v1 HMAC-SHA256).
 * usage: loadgen URL SECONDS CONCURRENCY SECRET [options]
 *   -w S      warm-up seconds before the measured window (default 0)
 *   -r N      open loop at N req/s; latency is counted from the intended send time
 *             (no coordinated omission): an answer after the end counts, and so does the time that a
 *             request has waited until then without being sent, or in all without an answer. Without -r: closed loop, each connection
 *             sends as soon as its previous answer is in.
 *   -u N      distinct users cycled (default 50000)
 *   -p STR    webhook-id prefix (default: time+pid; ids are never repeated)
 *   -a FILE   write every webhook-id acknowledged with 2xx (warm-up included)
 *   -n N      end after N requests, or when the seconds are over
 *   -o STR    another organization, with users of its own: appended to the ids
 *   -b N      pad body to at least N bytes (default 0)
 *   -A        say everything that Scalekit documents of a user; the title is another one each time
 *   -H STR    one more header, such as "X-Forwarded-For: 203.0.113.7"
 *   -S        do not sign per request (fixed bogus signature): to see the signing cost
 * Each request is signed on the fly with a fresh id, timestamp and body. Single thread, epoll, keep-alive.
 * Loopback only; stops by itself. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUF 16384
#define TIMEOUT_US 15000000LL
typedef struct {
  int fd, busy, connecting;
  int olen, ooff, ilen;
  int64_t t0, sent, retry_at;
  char id[64];
  char out[BUF];
  char in[BUF];
} conn;

static SHA256_CTX inner0, outer0;
static int nosign, padto, whole;
static long users = 50000, most = 0;
static char prefix[40], org[20];
static char path[512], hosthdr[128], header[200];
static struct sockaddr_in addr;
static int ep;
static uint64_t seq;
static FILE *ackf;
static int64_t t_start, t_meas, t_end;
static uint32_t *lat;
static size_t nlat, caplat;
static uint64_t sent_total, ok_total, ok_meas, non2xx, conn_err, timeouts, codes[600];

static int64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void keyinit(const char *secret) {
  const char *b = strchr(secret, '_');
  b = b ? b + 1 : secret;
  unsigned char key[256];
  int n = EVP_DecodeBlock(key, (const unsigned char *)b, strlen(b));
  if (n < 0) {
    fprintf(stderr, "bad secret\n");
    exit(2);
  }
  for (const char *p = b + strlen(b) - 1; p > b && *p == '='; p--)
    n--;
  unsigned char k[64] = {0};
  if (n > 64)
    SHA256(key, n, k);
  else
    memcpy(k, key, n);
  unsigned char x[64];
  for (int i = 0; i < 64; i++)
    x[i] = k[i] ^ 0x36;
  SHA256_Init(&inner0);
  SHA256_Update(&inner0, x, 64);
  for (int i = 0; i < 64; i++)
    x[i] = k[i] ^ 0x5c;
  SHA256_Init(&outer0);
  SHA256_Update(&outer0, x, 64);
}
static const char *roles[] = {"billing_admin", "viewer", "editor", "owner"};
static void build(conn *c) {
  uint64_t n = seq++;
  long u = (long)((n * 2654435761ULL) % (uint64_t)users);
  struct timespec ts;
  clock_gettime(CLOCK_REALTIME, &ts);
  struct tm tm;
  gmtime_r(&ts.tv_sec, &tm);
  static char body[BUF];
  int bl = snprintf(
      body, 8192,
      "{\"spec_version\":\"1\",\"id\":\"evt_%s%09lu\",\"type\":\"organization.directory.user_updated\","
      "\"occurred_at\":\"%04d-%02d-%02dT%02d:%02d:%02d.%06ldZ\",\"environment_id\":\"env_53814739859406915\","
      "\"organization_id\":\"org_53879494091473415%s\",\"object\":\"DirectoryUser\",\"data\":{"
      "\"id\":\"diruser_%014ld%s\",\"organization_id\":\"org_53879494091473415%s\",\"dp_id\":\"%ld\","
      "\"preferred_username\":\"u%ld\",\"email\":\"u%ld@example.com\",\"active\":true,\"name\":\"John Doe %s%lu\","
      "\"roles\":[{\"role_name\":\"%s\"}],\"groups\":[{\"id\":\"dirgroup_12312312312312%s\",\"name\":\"Group Name\"}],"
      "\"given_name\":\"John\",\"family_name\":\"Doe %s%lu\"",
      prefix, (unsigned long)n, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
      ts.tv_nsec / 1000, org, u, org, org, u, u, u, prefix, (unsigned long)n, roles[(n >> 1) & 3], org, prefix, (unsigned long)n);
  if (whole)
    bl += sprintf(
        body + bl,
        ",\"department\":\"Department %ld\",\"title\":\"Title %lu\",\"employee_id\":\"E%06ld\",\"cost_center\":\"CC-%ld\","
        "\"division\":\"Division %ld\",\"user_type\":\"Employee\",\"phone_number\":\"+1 555 %07ld\",\"language\":\"en\","
        "\"locale\":\"en-GB\",\"zoneinfo\":\"Europe/London\",\"organization\":\"Example\",\"nickname\":\"u%ld\","
        "\"profile\":\"https://people.example.com/u%ld\",\"picture\":\"https://people.example.com/u%ld.png\","
        "\"address\":{\"street_address\":\"%ld High Street\",\"locality\":\"London\",\"postal_code\":\"N%ld\","
        "\"country\":\"GB\"},\"custom_attributes\":{\"badge\":\"%ld\",\"floor\":\"%ld\"}",
        u % 40, (unsigned long)n, u, u % 90, u % 7, u, u, u, u, u % 300, u % 99, u, u % 12);
  if (padto > bl + 20) {
    int k = padto - bl - 14;
    if (k > 7000)
      k = 7000;
    bl += sprintf(body + bl, ",\"pad\":\"");
    memset(body + bl, 'x', k);
    bl += k;
    body[bl++] = '"';
  }
  bl += sprintf(body + bl, "}}");
  snprintf(c->id, sizeof c->id, "msg_%s%09lu", prefix, (unsigned long)n);
  char stamp[24];
  snprintf(stamp, sizeof stamp, "%ld", (long)ts.tv_sec);
  char sig[64] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  if (!nosign) {
    unsigned char d[32];
    SHA256_CTX s = inner0;
    SHA256_Update(&s, c->id, strlen(c->id));
    SHA256_Update(&s, ".", 1);
    SHA256_Update(&s, stamp, strlen(stamp));
    SHA256_Update(&s, ".", 1);
    SHA256_Update(&s, body, bl);
    SHA256_Final(d, &s);
    s = outer0;
    SHA256_Update(&s, d, 32);
    SHA256_Final(d, &s);
    EVP_EncodeBlock((unsigned char *)sig, d, 32);
  }
  int hl = snprintf(c->out, BUF,
                    "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nwebhook-id: "
                    "%s\r\nwebhook-timestamp: %s\r\nwebhook-signature: v1,%s\r\nContent-Length: %d\r\n\r\n",
                    path, hosthdr, header, c->id, stamp, sig, bl);
  memcpy(c->out + hl, body, bl);
  c->olen = hl + bl;
  c->ooff = 0;
}
static void arm(conn *c, int op, uint32_t ev) {
  struct epoll_event e = {.events = ev, .data.ptr = c};
  epoll_ctl(ep, op, c->fd, &e);
}
static void closec(conn *c) {
  if (c->fd >= 0) {
    close(c->fd);
  }
  c->fd = -1;
  c->busy = 0;
  c->connecting = 0;
  c->ilen = 0;
}
static int connectc(conn *c) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  c->fd = fd;
  c->ilen = 0;
  c->busy = 0;
  c->connecting = 0;
  int r = connect(fd, (struct sockaddr *)&addr, sizeof addr);
  if (r < 0 && errno != EINPROGRESS) {
    close(fd);
    c->fd = -1;
    return -1;
  }
  if (r < 0)
    c->connecting = 1;
  arm(c, EPOLL_CTL_ADD, c->connecting ? EPOLLOUT | EPOLLIN : EPOLLIN);
  return 0;
}
static void fail(conn *c, int64_t now) {
  if (c->busy || c->connecting)
    conn_err++;
  closec(c);
  c->retry_at = now + 50000;
}
static void flushc(conn *c, int64_t now) {
  while (c->ooff < c->olen) {
    ssize_t w = send(c->fd, c->out + c->ooff, c->olen - c->ooff, MSG_NOSIGNAL);
    if (w < 0) {
      if (errno == EAGAIN) {
        arm(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
        return;
      }
      fail(c, now);
      return;
    }
    c->ooff += w;
  }
}
static void sendc(conn *c, int64_t intended, int64_t now) {
  build(c);
  c->busy = 1;
  c->t0 = intended;
  c->sent = now;
  if (++sent_total == (uint64_t)most)
    t_end = now;
  flushc(c, now);
}
static void record(int64_t us) {
  if (nlat == caplat) {
    caplat = caplat ? caplat * 2 : 1 << 20;
    lat = realloc(lat, caplat * 4);
  }
  lat[nlat++] = us > 0xffffffffLL ? 0xffffffffu : (uint32_t)us;
}
/* returns 1 when a full response is in */
static int parse(conn *c, int *status, int *close_after) {
  c->in[c->ilen] = 0;
  char *h = memmem(c->in, c->ilen, "\r\n\r\n", 4);
  if (!h)
    return 0;
  *status = atoi(c->in + 9);
  int hl = h - c->in + 4;
  char save = c->in[hl];
  c->in[hl] = 0;
  char *cl = strcasestr(c->in, "\ncontent-length:");
  int chunked = strcasestr(c->in, "\ntransfer-encoding: chunked") != NULL;
  *close_after = strcasestr(c->in, "\nconnection: close") != NULL;
  long n = cl ? atol(cl + 16) : 0;
  c->in[hl] = save;
  if (chunked) {
    return c->ilen - hl >= 5 && memcmp(c->in + c->ilen - 5, "0\r\n\r\n", 5) == 0;
  }
  return c->ilen - hl >= n;
}
static int cmp(const void *a, const void *b) {
  uint32_t x = *(uint32_t *)a, y = *(uint32_t *)b;
  return x < y ? -1 : x > y;
}
static double pct(double p) {
  if (!nlat)
    return 0;
  size_t i = (size_t)(p * nlat);
  if (i >= nlat)
    i = nlat - 1;
  return lat[i] / 1000.0;
}

static void handle_ev(struct epoll_event *e, int64_t now, double rate);
int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr,
            "usage: %s URL SECONDS CONCURRENCY SECRET [-w warm] [-r rate] [-u users] [-p prefix] [-a ackfile] [-b "
            "bodybytes] [-n most] [-o org] [-H header] [-S]\n",
            argv[0]);
    return 2;
  }
  const char *url = argv[1];
  double secs = atof(argv[2]);
  int conc = atoi(argv[3]);
  const char *secret = argv[4];
  double warm = 0, rate = 0;
  optind = 5;
  int o;
  snprintf(prefix, sizeof prefix, "%lx%x_", (long)time(NULL), getpid());
  while ((o = getopt(argc, argv, "w:r:u:p:a:b:n:o:H:SA")) > 0)
    switch (o) {
    case 'w':
      warm = atof(optarg);
      break;
    case 'r':
      rate = atof(optarg);
      break;
    case 'u':
      users = atol(optarg);
      break;
    case 'p':
      snprintf(prefix, sizeof prefix, "%s", optarg);
      break;
    case 'a':
      ackf = fopen(optarg, "w");
      break;
    case 'b':
      padto = atoi(optarg);
      break;
    case 'n':
      most = atol(optarg);
      break;
    case 'o':
      snprintf(org, sizeof org, "%s", optarg);
      break;
    case 'H':
      snprintf(header, sizeof header, "%s\r\n", optarg);
      break;
    case 'A':
      whole = 1;
      break;
    case 'S':
      nosign = 1;
      break;
    default:
      return 2;
    }
  char host[100];
  int port = 80;
  if (sscanf(url, "http://%99[^:/]:%d%511s", host, &port, path) < 2) {
    fprintf(stderr, "URL must be http://host:port/path\n");
    return 2;
  }
  if (!path[0])
    strcpy(path, "/");
  if (!strcmp(host, "localhost"))
    strcpy(host, "127.0.0.1");
  if (strncmp(host, "127.", 4)) {
    fprintf(stderr, "loopback only\n");
    return 2;
  }
  if (secs + warm > 120) {
    fprintf(stderr, "bounded to 120 s\n");
    return 2;
  }
  snprintf(hosthdr, sizeof hosthdr, "%s:%d", host, port);
  addr.sin_family = AF_INET;
  addr.sin_port = htons(port);
  inet_pton(AF_INET, host, &addr.sin_addr);
  keyinit(secret);
  ep = epoll_create1(0);
  conn *cs = calloc(conc, sizeof(conn));
  for (int i = 0; i < conc; i++) {
    cs[i].fd = -1;
  }
  int64_t now = now_us();
  t_start = now;
  t_meas = now + (int64_t)(warm * 1e6);
  t_end = t_meas + (int64_t)(secs * 1e6);
  for (int i = 0; i < conc; i++)
    if (connectc(&cs[i]) < 0)
      fail(&cs[i], now);
  struct epoll_event evs[256];
  uint64_t issued = 0;
  int64_t drain_end = t_end + 5000000;
  struct rusage ru0, ru;
  int measuring = 0;
  getrusage(RUSAGE_SELF, &ru0);
  int64_t last_to = now;
  for (;;) {
    now = now_us();
    if (!measuring && now >= t_meas) {
      measuring = 1;
      getrusage(RUSAGE_SELF, &ru0);
    }
    int busy = 0;
    if (now < t_end) {
      for (int i = 0; i < conc; i++) {
        conn *c = &cs[i];
        if (c->fd < 0) {
          if (now >= c->retry_at)
            if (connectc(c) < 0) {
              conn_err++;
              c->retry_at = now + 50000;
            }
          continue;
        }
        if (c->connecting || c->busy || (most && sent_total >= (uint64_t)most))
          continue;
        if (rate <= 0)
          sendc(c, now, now);
        else {
          int64_t due = t_start + (int64_t)(issued * 1e6 / rate);
          if (due <= now) {
            issued++;
            sendc(c, due, now);
          } else
            break;
        }
      }
    } else {
      for (int i = 0; i < conc; i++)
        busy += cs[i].busy;
      if (!busy || now > drain_end)
        break;
    }
    int64_t wait_us = 50000;
    if (rate > 0 && now < t_end) {
      int64_t d = t_start + (int64_t)(issued * 1e6 / rate) - now;
      if (d < wait_us)
        wait_us = d < 0 ? 0 : d;
      if (d <= 0)
        wait_us = 20000; /* due but no idle connection: an answer wakes us */
    }
    struct timespec tv = {0, wait_us * 1000};
    int n = epoll_pwait2(ep, evs, 256, &tv, NULL);
    now = now_us();
    for (int k = 0; k < n; k++)
      handle_ev(&evs[k], now, rate);
    if (now - last_to > 500000) {
      last_to = now;
      for (int i = 0; i < conc; i++)
        if (cs[i].busy && now - cs[i].sent > TIMEOUT_US) {
          timeouts++;
          if (rate > 0 && cs[i].t0 >= t_meas)
            record(now - cs[i].t0);
          cs[i].busy = 0;
          closec(&cs[i]);
          cs[i].retry_at = now;
        }
    }
  }
  getrusage(RUSAGE_SELF, &ru);
  if (ackf)
    fclose(ackf);
  /* due before the end, but no connection was idle */
  long unsent = 0;
  if (rate > 0 && !most)
    for (int64_t due; (due = t_start + (int64_t)((issued + unsent) * 1e6 / rate)) < t_end; unsent++)
      if (due >= t_meas)
        record(t_end - due);
  for (int i = 0; rate > 0 && i < conc; i++)
    if (cs[i].busy && cs[i].t0 >= t_meas)
      record(now - cs[i].t0);
  qsort(lat, nlat, 4, cmp);
  double cpu = (ru.ru_utime.tv_sec - ru0.ru_utime.tv_sec) + (ru.ru_stime.tv_sec - ru0.ru_stime.tv_sec) +
               (ru.ru_utime.tv_usec - ru0.ru_utime.tv_usec + ru.ru_stime.tv_usec - ru0.ru_stime.tv_usec) / 1e6;
  unsigned left = 0;
  for (int i = 0; i < conc; i++)
    left += cs[i].busy;
  printf("rps=%.0f ok=%lu p50=%.2fms p90=%.2fms p99=%.2fms p999=%.2fms max=%.2fms | sent_total=%lu acked_total=%lu "
         "non2xx=%lu conn_err=%lu timeouts=%lu unanswered=%u unsent=%ld gen_cpu=%.0f%%",
         ok_meas / secs, (unsigned long)ok_meas, pct(.5), pct(.9), pct(.99), pct(.999),
         nlat ? lat[nlat - 1] / 1000.0 : 0, (unsigned long)sent_total, (unsigned long)ok_total, (unsigned long)non2xx,
         (unsigned long)conn_err, (unsigned long)timeouts, left, unsent, cpu / secs * 100);
  for (int i = 100; i < 600; i++)
    if (codes[i])
      printf(" %d:%lu", i, (unsigned long)codes[i]);
  printf("\n");
  return 0;
}
static void handle_ev(struct epoll_event *e, int64_t now, double rate) {
  conn *c = e->data.ptr;
  if (c->fd < 0)
    return;
  if (c->connecting) {
    int err = 0;
    socklen_t l = sizeof err;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
    if (err) {
      fail(c, now);
      return;
    }
    if (e->events & EPOLLOUT) {
      c->connecting = 0;
      arm(c, EPOLL_CTL_MOD, EPOLLIN);
    }
    return;
  }
  if (e->events & EPOLLOUT && c->busy && c->ooff < c->olen) {
    flushc(c, now);
    if (c->fd < 0)
      return;
    if (c->ooff >= c->olen)
      arm(c, EPOLL_CTL_MOD, EPOLLIN);
  }
  if (e->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
    for (;;) {
      ssize_t r = recv(c->fd, c->in + c->ilen, BUF - 1 - c->ilen, 0);
      if (r < 0) {
        if (errno == EAGAIN)
          break;
        fail(c, now);
        return;
      }
      if (r == 0) {
        fail(c, now);
        return;
      }
      c->ilen += r;
      break;
    }
    int st = 0, cl = 0;
    if (c->busy && parse(c, &st, &cl)) {
      c->busy = 0;
      c->ilen = 0;
      if (st > 0 && st < 600)
        codes[st]++;
      if (st >= 200 && st < 300) {
        ok_total++;
        if (ackf)
          fprintf(ackf, "%s\n", c->id);
        if (c->t0 >= t_meas && (rate > 0 || now < t_end)) {
          ok_meas++;
          record(now - c->t0);
        }
      } else
        non2xx++;
      if (cl) {
        closec(c);
        c->retry_at = now;
        return;
      }
      if (rate <= 0 && now < t_end)
        sendc(c, now, now);
    }
  }
}
