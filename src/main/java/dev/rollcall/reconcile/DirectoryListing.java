package dev.rollcall.reconcile;

import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import dev.rollcall.scalekit.DirectoryQuery;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.scalekit.ListedUser;
import dev.rollcall.scalekit.Listing;
import dev.rollcall.scalekit.ScalekitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads a directory page by page. While one page is fetched, those before it are staged.
@Component
class DirectoryListing {

    /// More pages than this are not kept in memory.
    private static final int MOST_PAGES = 40;

    /// Directories whose pages are written at the same time on this node: the other connections are for webhooks.
    private static final int WRITERS = 2;

    private final DirectoryApi api;
    private final Staging staging;
    private final Semaphore writers = new Semaphore(WRITERS);
    private final Executor stagers = task -> Thread.ofVirtual().name("sync-staging").start(task);

    DirectoryListing(DirectoryApi api, Staging staging) {
        this.api = api;
        this.staging = staging;
    }

    /// Reads the groups from where the task is.
    ///
    /// @return why this is not all of them; null if nothing speaks against it
    @Nullable
    String groups(RunLease lease, DirectoryTask task, ListedDirectory directory, RunThreads threads) {
        Function<@Nullable String, Listing<ScalekitGroup>> fetch = token -> threads
                .ask(() -> api.groups(directory, new DirectoryQuery(token, task.updatedAfter(), null)));
        return read("groups", task.pageToken(), fetch, pages -> staging.groups(lease, task, pages), page -> false);
    }

    /// Reads the users from where the task is.
    ///
    /// @param wanted nothing is read beyond this user; null for all
    /// @param staged what is done with pages once they are staged
    /// @return why this is not all of them; null if nothing speaks against it
    @Nullable
    String users(RunLease lease, DirectoryTask task, ListedDirectory directory, @Nullable String wanted,
            RunThreads threads, Consumer<List<Listing<ListedUser>>> staged) {
        Consumer<List<Listing<ListedUser>>> stage = pages -> staging.users(lease, task, pages);
        DirectoryQuery query = new DirectoryQuery(null, task.updatedAfter(), null);
        return read("users", task.pageToken(), token -> threads.ask(() -> api.users(directory, query.page(token))),
                stage.andThen(staged),
                page -> page.items().stream().anyMatch(listed -> listed.user().id().equals(wanted)));
    }

    /// Writes something as soon as there is room for it.
    <T> T write(Supplier<T> work) {
        writers.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            writers.release();
        }
    }

    private <T> @Nullable String read(String what, @Nullable String from, Function<@Nullable String, Listing<T>> fetch,
            Consumer<List<Listing<T>>> stage, Predicate<Listing<T>> isEnough) {
        Batches<T> batches = new Batches<>(stage);
        PageTrail trail = new PageTrail(what);
        String unreadable = null;
        String end = null;
        String token = from;
        try {
            boolean goesOn = true;
            while (goesOn) {
                Listing<T> page = fetch.apply(token);
                batches.add(page);
                if (!page.unreadable().isEmpty()) {
                    unreadable = "%s cannot be read.".formatted(String.join(", ", page.unreadable()));
                }
                token = page.nextPageToken();
                goesOn = token != null && !isEnough.test(page);
                if (token != null && page.items().isEmpty() && page.unreadable().isEmpty()) {
                    end = "The listing of %s had an empty page before its end.".formatted(what);
                } else if (token != null) {
                    end = trail.follow(token, page.totalSize());
                }
                goesOn &= end == null;
            }
        } catch (DirectoryApiException failed) {
            RunStoppedException.throwIfInterrupted();
            end = failed.getMessage();
        }
        batches.end();
        return end != null ? end : unreadable;
    }

    /// The pages that are fetched and not staged yet.
    private final class Batches<T> {

        private final Consumer<List<Listing<T>>> stage;
        private List<Listing<T>> next = new ArrayList<>();
        private CompletableFuture<Void> staged = CompletableFuture.completedFuture(null);

        Batches(Consumer<List<Listing<T>>> stage) {
            this.stage = stage;
        }

        void add(Listing<T> page) {
            next.add(page);
            if (staged.isDone() && next.size() >= MOST_PAGES / 4 || next.size() >= MOST_PAGES) {
                await();
                List<Listing<T>> batch = next;
                next = new ArrayList<>();
                staged = CompletableFuture.runAsync(() -> stage(batch), stagers);
            }
        }

        void end() {
            await();
            if (!next.isEmpty()) {
                stage(next);
            }
        }

        private void stage(List<Listing<T>> batch) {
            write(() -> {
                stage.accept(batch);
                return batch;
            });
        }

        private void await() {
            try {
                staged.join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw failed;
            }
        }
    }
}
