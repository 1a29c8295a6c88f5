package dev.rollcall.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// A network between a node and its database, which can go silent: connections stay open, and nothing comes through, not even
/// that the other end has closed them.
public final class Line implements AutoCloseable {

    private final ServerSocket listening;
    private final int to;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch silence = new CountDownLatch(0);

    /// @param to the port that it leads to
    public Line(int to) {
        this.to = to;
        try {
            listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.startVirtualThread(() -> listen(listening, this::pass));
    }

    /// {@return the port that leads there}
    public int port() {
        return listening.getLocalPort();
    }

    /// Begins a silence.
    public void cut() {
        silence = new CountDownLatch(1);
    }

    /// Ends a short silence: what was sent meanwhile comes through.
    void goOn() {
        silence.countDown();
    }

    /// Ends a long silence. Whoever goes on with a connection from before is told that it is no more.
    void mend() throws IOException {
        for (Socket end : ends) {
            end.close();
        }
        ends.clear();
        goOn();
    }

    /// Hands on each connection that is made, until nobody listens any more.
    static void listen(ServerSocket listening, Consumer<Socket> pass) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.startVirtualThread(() -> pass.accept(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket client) {
        ends.add(client);
        try (client) {
            silence.await();
            try (var server = new Socket(InetAddress.getLoopbackAddress(), to)) {
                ends.add(server);
                Thread back = Thread.startVirtualThread(() -> copy(server, client));
                copy(client, server);
                back.join();
                ends.remove(server);
            }
        } catch (IOException refused) {
            // The node sees that its connection is closed.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ends.remove(client);
        }
    }

    /// Copies until one of them is closed, and then closes both, but nothing while it is silent.
    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            for (int read = 0; read >= 0; read = read(from, buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException closed) {
            // Whoever is at the other end sees the same.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// {@return how much was read; less than zero if there is no more, which is not heard either while it is silent}
    private int read(Socket from, byte[] buffer) throws InterruptedException {
        int read;
        try {
            read = from.getInputStream().read(buffer);
        } catch (IOException closed) {
            read = -1;
        }
        silence.await();
        return read;
    }

    @Override
    public void close() throws IOException {
        mend();
        listening.close();
    }
}
