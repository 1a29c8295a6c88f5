package dev.rollcall.push;

/// Finds the one change for which deliveries fail, and tells it from an application that takes nothing. A batch that fails for a
/// reason that may lie in it is tried again, then halved until one change is alone. That one fails three times, and then
/// three times in a row right after a change of somebody else was taken: only then is it at fault. No I/O, and not
/// kept: another node begins anew.
final class Isolation {

    /// So often a change fails alone before that of another one is tried.
    static final int ALONE = 3;

    /// So often in a row it fails although that of another one was taken.
    static final int ROUNDS = 3;

    private final int most;
    private int size;
    private long suspect;
    private int alone;
    private int rounds;
    private boolean isAnothersTurn;
    private boolean isAnotherTaken;
    private boolean isOutage;
    private int another;

    /// @param most how many changes a batch has if nothing fails
    Isolation(int most) {
        this.most = most;
        this.size = most;
    }

    /// {@return how many changes the next batch may have}
    int size() {
        return size;
    }

    /// {@return whether nothing is being found out}
    boolean isCalm() {
        return suspect == 0;
    }

    /// {@return whether it is being found out which change fails, and not waited for an application that takes nothing}
    boolean isNarrowing() {
        return !isCalm() && !isOutage;
    }

    /// {@return whether the next delivery is to be the change of another user}
    boolean isAnothersTurn() {
        return isAnothersTurn;
    }

    /// {@return which of the other users it is to be: it is not always the same one, who may have such a change, too}
    int another() {
        return another;
    }

    /// The application has taken everything up to a place.
    void confirmed(long last) {
        boolean isOver = last >= suspect;
        suspect = isOver ? 0 : suspect;
        size = isOver ? most : Math.clamp((suspect - last) / 2, 1, most);
        startOver();
    }

    /// It did not take a batch, for a reason that may lie in it.
    ///
    /// @param last the last place of the batch
    /// @param count how many changes it has
    /// @return whether it is one change, and at fault
    boolean failed(long last, int count) {
        if (count == 1) {
            suspect = last;
            size = 1;
            return failedAlone();
        }
        size = isCalm() ? count : count / 2; // the same one again, under the same id
        suspect = last;
        return false;
    }

    private boolean failedAlone() {
        alone++;
        rounds = isAnotherTaken ? rounds + 1 : rounds;
        isAnotherTaken = false;
        isAnothersTurn = alone >= ALONE;
        return rounds >= ROUNDS;
    }

    /// It did not take a batch for a reason that lies elsewhere: what another's delivery came to says nothing any more.
    void failedOtherwise() {
        if (!isAnothersTurn) {
            isAnothersTurn = isAnotherTaken;
            isAnotherTaken = false;
        }
    }

    /// It took the change of another user.
    void anotherTaken() {
        isAnotherTaken = true;
        isAnothersTurn = false;
        isOutage = false;
    }

    /// It did not take that of another user either, or there is none: so it is not the change.
    void anotherFailed() {
        rounds = 0;
        another++;
        isAnothersTurn = false;
        isOutage = true;
    }

    private void startOver() {
        alone = 0;
        rounds = 0;
        isAnothersTurn = false;
        isAnotherTaken = false;
        isOutage = false;
        another = 0;
    }
}
