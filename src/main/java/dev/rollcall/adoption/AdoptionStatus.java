package dev.rollcall.adoption;

/// Where an adoption is.
public enum AdoptionStatus {
    /// Its lines are coming in.
    RECEIVING,
    /// All are here.
    PENDING,
    /// A node looks at them.
    RUNNING,
    /// All have been looked at.
    SUCCEEDED,
    /// It was given up. What it had given to users stays.
    FAILED;

    /// {@return whether there is more to come}
    public boolean isUnderWay() {
        return this != SUCCEEDED && this != FAILED;
    }
}
