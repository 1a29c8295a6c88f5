package dev.rollcall.adoption;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The application's list, read line by line.
interface UserLines {

    /// {@return the next line; null at the end}
    ///
    /// @throws IOException if the list breaks off
    /// @throws RefusedListException if nothing can be read after this
    @Nullable
    UserLine next() throws IOException;
}
