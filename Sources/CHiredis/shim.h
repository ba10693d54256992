#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ATTUNE_READABLE = 1,
    ATTUNE_WRITABLE = 2,
    ATTUNE_WOKEN = 4,
};

// Waits for a socket and a wake pipe. Negative `milliseconds` waits without limit. Empties the wake pipe.
static inline int attune_wait(int socket, int wants_write, int wake, int milliseconds) {
    struct pollfd polled[2] = {
        {.fd = socket, .events = (short)(POLLIN | (wants_write ? POLLOUT : 0))},
        {.fd = wake, .events = POLLIN},
    };
    if (poll(polled, 2, milliseconds) <= 0) return 0;
    int ready = 0;
    if (polled[0].revents & (POLLIN | POLLHUP | POLLERR)) ready |= ATTUNE_READABLE;
    if (polled[0].revents & POLLOUT) ready |= ATTUNE_WRITABLE;
    if (polled[1].revents & POLLIN) {
        char drained[64];
        while (read(wake, drained, sizeof drained) > 0) {}
        ready |= ATTUNE_WOKEN;
    }
    return ready;
}

// What became of a non-blocking connect: 0, or an errno.
static inline int attune_socket_error(int socket) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

// hiredis writes with write(2), which raises SIGPIPE on a closed socket; the thread takes the error code instead.
static inline void attune_block_sigpipe(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

struct attune_pipe {
    int read_end, write_end;
};

// A non-blocking pipe; both ends are -1 when the process has no descriptors left.
static inline struct attune_pipe attune_pipe_open(void) {
    int ends[2];
    if (pipe(ends) != 0) return (struct attune_pipe){-1, -1};
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    }
    return (struct attune_pipe){ends[0], ends[1]};
}

static inline void attune_pipe_wake(struct attune_pipe ends) {
    char byte = 1;
    // A full pipe is already awake.
    if (write(ends.write_end, &byte, 1) < 0) return;
}

static inline void attune_pipe_close(struct attune_pipe ends) {
    if (ends.read_end >= 0) close(ends.read_end);
    if (ends.write_end >= 0) close(ends.write_end);
}
