package dev.rollcall.accounts;

import dev.rollcall.scalekit.NormalForm;

/// What people call roles and groups here.
public final class Names {

    private Names() {
    }

    /// {@return whether anything of a name is left in the form in which names are kept}
    ///
    /// @param name any text
    public static boolean isVisible(String name) {
        return !NormalForm.text(name).isEmpty();
    }
}
