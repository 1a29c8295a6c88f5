package dev.rollcall.faults;

import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// What goes on in the directories of some companies: people join, change, leave and come back, groups are made, renamed
/// and deleted.
final class WorkingDay implements AutoCloseable {

    private static final int COMPANIES = 4;
    private static final int FEWEST = 30;
    private static final int MOST = 60;
    private static final List<String> ROLES = List.of("viewer", "editor", "admin", "billing_admin");

    private final List<SimulatedDirectory> directories;
    private final Map<SimulatedDirectory, List<String>> leavers = new HashMap<>();
    private final Random random;
    private final Thread thread;
    private boolean paused;
    private volatile boolean over;

    /// Begins it.
    ///
    /// @param perSecond changes
    WorkingDay(ScalekitSimulator simulator, long seed, int perSecond) {
        this.random = new Random(seed);
        this.directories = IntStream.range(0, COMPANIES).mapToObj(company -> simulator.createDirectory()).toList();
        for (SimulatedDirectory directory : directories) {
            leavers.put(directory, new ArrayList<>());
            directory.createGroup("Everyone");
            directory.join(FEWEST);
        }
        long pause = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
        this.thread = Thread.ofPlatform().name("working-day").start(() -> {
            while (!over) {
                step();
                LockSupport.parkNanos(pause);
            }
        });
    }

    List<SimulatedDirectory> directories() {
        return directories;
    }

    /// Lets nothing happen until [#goOn].
    synchronized void pause() {
        paused = true;
    }

    synchronized void goOn() {
        paused = false;
    }

    private synchronized void step() {
        if (!paused) {
            change(directories.get(random.nextInt(directories.size())));
        }
    }

    private void change(SimulatedDirectory directory) {
        List<String> gone = leavers.get(directory);
        int what = random.nextInt(100);
        if (directory.size() < FEWEST || what < 20 && directory.size() < MOST) {
            directory.join(user -> user.roles(role()).groups(group(directory)));
        } else if (what < 35) {
            String leaver = somebody(directory).id();
            directory.leave(leaver);
            gone.add(leaver);
        } else if (what < 45 && !gone.isEmpty()) {
            directory.rehire(gone.remove(random.nextInt(gone.size())));
        } else if (what < 65) {
            directory.change(somebody(directory).id(), user -> user.roles(role()).active(random.nextInt(5) > 0));
        } else if (what < 80) {
            directory.change(somebody(directory).id(),
                    user -> user.named(user.givenName(), "Number " + random.nextInt(1000)));
        } else if (what < 85) {
            directory.change(somebody(directory).id(),
                    user -> user.email("new-" + user.updatedAt().toEpochMilli() + "-" + user.email()));
        } else if (what < 95) {
            directory.addToGroup(somebody(directory).id(), group(directory));
        } else if (what < 97) {
            directory.createGroup("Team " + random.nextInt(1000));
        } else if (what < 99) {
            directory.renameGroup(group(directory), "Renamed " + random.nextInt(1000));
        } else if (directory.groups().size() > 3) {
            directory.deleteGroup(group(directory));
        }
    }

    private SimulatedUser somebody(SimulatedDirectory directory) {
        List<SimulatedUser> all = directory.users();
        return all.get(random.nextInt(all.size()));
    }

    private String group(SimulatedDirectory directory) {
        var all = directory.groups();
        return all.get(random.nextInt(all.size())).id();
    }

    private String role() {
        return ROLES.get(random.nextInt(ROLES.size()));
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
