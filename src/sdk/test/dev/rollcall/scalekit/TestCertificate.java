package dev.rollcall.scalekit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate of this machine's, made by the JDK for one test and good for a day.
///
/// @param keyStore with its key, which the server has
/// @param trustStore with the certificate alone, which whoever calls the server trusts
record TestCertificate(Path keyStore, Path trustStore) {

    static final String PASSWORD = "changeit";

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    static TestCertificate create(Path folder) throws IOException, InterruptedException {
        var made = new TestCertificate(folder.resolve("server.p12"), folder.resolve("trusted.p12"));
        Path certificate = folder.resolve("server.pem");
        keytool(made.keyStore, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                "san=dns:localhost,ip:127.0.0.1", "-validity", "1");
        keytool(made.keyStore, "-exportcert", "-rfc", "-file", certificate.toString());
        keytool(made.trustStore, "-importcert", "-noprompt", "-file", certificate.toString());
        return made;
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "scalekit", "-keystore", store.toString(), "-storetype", "PKCS12",
                "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    /// The whole process trusts it, and nothing else.
    void trust() {
        System.setProperty(TRUST_STORE, trustStore.toString());
        System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
    }

    /// The process trusts what it did before.
    void distrust() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }
}
