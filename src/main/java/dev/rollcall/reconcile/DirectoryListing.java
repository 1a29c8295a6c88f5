package dev.rollcall.reconcile;

import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import dev.rollcall.scalekit.DirectoryGroup;
import dev.rollcall.scalekit.DirectoryQuery;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.scalekit.ListedUser;
import dev.rollcall.scalekit.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads a directory page by page. While one page is fetched, those before it are staged.
@Component
class DirectoryListing {

    /// More pages than this are not held in memory.
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
    String groups(RunLease lease, DirectoryTask task, ListedDirectory directory) {
        Function<@Nullable String, Listing<DirectoryGroup>> fetch = token -> api.groups(directory,
                new DirectoryQuery(token, task.updatedAfter(), null));
        return read("groups", task.pageToken(), fetch, pages -> staging.groups(lease, task, pages), null);
    }

    /// Reads the users from where the task is.
    ///
    /// @param wanted only this user is staged, and nothing is read beyond it; null for all
    /// @return why this is not all of them; null if nothing speaks against it
    @Nullable
    String users(RunLease lease, DirectoryTask task, ListedDirectory directory, @Nullable String wanted) {
        DirectoryQuery query = new DirectoryQuery(null, task.updatedAfter(), null);
        if (wanted == null) {
            return read("users", task.pageToken(), token -> api.users(directory, query.page(token)),
                    pages -> staging.users(lease, task, pages), null);
        }
        return read("users", task.pageToken(), token -> only(wanted, api.users(directory, query.page(token))),
                pages -> staging.users(lease, task, pages), page -> !page.items().isEmpty());
    }

    private static Listing<ListedUser> only(String wanted, Listing<ListedUser> page) {
        return new Listing<>(page.items().stream().filter(listed -> listed.user().id().equals(wanted)).toList(),
                page.unreadable(), page.nextPageToken(), page.totalSize(), page.fetchedAt());
    }

    private <T> @Nullable String read(String what, @Nullable String from, Function<@Nullable String, Listing<T>> fetch,
            ToIntFunction<List<Listing<T>>> stage, @Nullable Function<Listing<T>, Boolean> found) {
        Batches<T> batches = new Batches<>(what, stage);
        String token = from;
        Long total = null;
        try {
            while (batches.defect == null) {
                Listing<T> page = fetch.apply(token);
                boolean isLast = page.nextPageToken() == null || page.nextPageToken().isEmpty();
                if (!isLast && Objects.equals(page.nextPageToken(), token)) {
                    batches.defect = "The listing of %s gave the same page token twice.".formatted(what);
                } else if (!isLast && page.items().isEmpty() && page.unreadable().isEmpty() && found == null) {
                    batches.defect = "The listing of %s had an empty page before its end.".formatted(what);
                } else if (total != null && page.totalSize() != null && !total.equals(page.totalSize())) {
                    batches.moved = "The number of %s went from %d to %d while they were listed.".formatted(what, total,
                            page.totalSize());
                }
                if (!page.unreadable().isEmpty()) {
                    batches.moved = "%s cannot be read.".formatted(String.join(", ", page.unreadable()));
                }
                total = page.totalSize() == null ? total : page.totalSize();
                batches.add(page);
                if (isLast || found != null && found.apply(page)) {
                    break;
                }
                token = page.nextPageToken();
            }
        } catch (DirectoryApiException failed) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RunStoppedException("This node stops.", false);
            }
            batches.defect = failed.getMessage();
        }
        batches.end();
        return batches.defect != null ? batches.defect : batches.moved;
    }

    /// The pages that are fetched and not staged yet.
    private final class Batches<T> {

        private final String what;
        private final ToIntFunction<List<Listing<T>>> stage;
        private List<Listing<T>> next = new ArrayList<>();
        private CompletableFuture<Void> staged = CompletableFuture.completedFuture(null);
        private volatile @Nullable String defect;
        private @Nullable String moved;

        Batches(String what, ToIntFunction<List<Listing<T>>> stage) {
            this.what = what;
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
            int listed = batch.stream().mapToInt(page -> page.items().size()).sum();
            writers.acquireUninterruptibly();
            try {
                if (stage.applyAsInt(batch) < listed) {
                    defect = "The listing of %s had somebody twice.".formatted(what);
                }
            } finally {
                writers.release();
            }
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
