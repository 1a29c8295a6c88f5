package dev.rollcall.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Passes each connection on to one node after the other, and to the next one if a node does not take it.
final class Balancer implements AutoCloseable {

    private final ServerSocket listening;
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    Balancer() {
        try {
            listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.startVirtualThread(() -> Line.listen(listening, this::pass));
    }

    int port() {
        return listening.getLocalPort();
    }

    /// Sets the ports of the nodes.
    void passTo(List<Integer> nodes) {
        ports.clear();
        ports.addAll(nodes);
    }

    private void pass(Socket client) {
        try (client) {
            for (int attempt = 0; attempt < ports.size(); attempt++) {
                int port = ports.get(Math.floorMod(turn.getAndIncrement(), ports.size()));
                try (var node = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    Thread back = Thread.startVirtualThread(() -> copy(node, client));
                    copy(client, node);
                    back.join();
                    return;
                } catch (IOException refused) {
                    // The next one may take it.
                }
            }
        } catch (IOException gone) {
            // The client does not wait for an answer any more.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Copies until one of them is closed, and then closes both.
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // Whoever is at the other end sees the same.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
