package dev.rollcall.simulator;

import java.util.List;

/// One way to control the simulator over HTTP, and how people are told about it.
///
/// @param path such as `/control/organizations/{org}`
/// @param parameters an example of all that it takes, as a form
/// @param about what it does
record ControlCall(String method, String path, String parameters, String about, Action action) {

    /// Does it, and answers what is then written as JSON, or an [Answer] as it is.
    interface Action {

        /// @param ids what stands in the path where the call has `{…}`, in that order
        Object run(List<String> ids, Parameters parameters);
    }

    static ControlCall get(String path, String about, Action action) {
        return new ControlCall("GET", path, "", about, action);
    }

    static ControlCall post(String path, String parameters, String about, Action action) {
        return new ControlCall("POST", path, parameters, about, action);
    }

    /// A command to copy.
    String curl(String url) {
        if (method.equals("GET")) {
            return "curl -s " + url + path;
        }
        return parameters.isEmpty() ? "curl -X POST " + url + path : "curl -d '" + parameters + "' " + url + path;
    }
}
