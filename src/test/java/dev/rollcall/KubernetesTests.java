package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Holds the manifests to Kubernetes' own model, to each other and to Rollcall.
class KubernetesTests {

    private static final Path MANIFESTS = Path.of("ops/kubernetes");

    private static final Path MONITORING = MANIFESTS.resolve("monitoring");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("apps/v1 Deployment",
            Deployment.class, "v1 Service", Service.class, "v1 ConfigMap", ConfigMap.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class, "networking.k8s.io/v1 Ingress", Ingress.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

    private static final Path ALERTS = Path.of("ops/prometheus/alerts.yml");

    private static final String RULE = """
            # Made of ops/prometheus/alerts.yml, which the tests hold it to. CONTRIBUTING.md says how to renew it.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: rollcall
              labels:
                app.kubernetes.io/name: rollcall
            spec:
            """;

    // Of kinds that are not Kubernetes' own, what is used here, as their documents have it.

    private record Kustomization(String apiVersion, String kind, List<String> resources, List<Image> images) {
        private record Image(String name, String newName, String newTag) {
        }
    }

    private record ServiceMonitor(String apiVersion, String kind, Map<String, Object> metadata, Spec spec) {
        private record Spec(Selector selector, List<Endpoint> endpoints) {
        }

        private record Selector(Map<String, String> matchLabels) {
        }

        private record Endpoint(String port, String path, String interval, Authorization authorization) {
        }

        private record Authorization(Credentials credentials) {
        }

        private record Credentials(String name, String key) {
        }
    }

    // The model itself keeps what it does not know.
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            }).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    static Stream<Path> manifests() throws IOException {
        return files(MANIFESTS).stream();
    }

    /// {@return the manifests in a directory}
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).filter(file -> !file.endsWith(KUSTOMIZATION)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void sayOnlyWhatKubernetesKnows(Path file) throws IOException {
        HasMetadata resource = read(file);

        assertThat(resource.getMetadata().getName()).isEqualTo("rollcall");
        assertThat(KINDS).containsEntry(resource.getApiVersion() + " " + resource.getKind(), resource.getClass());
    }

    @Test
    void wouldNotGetAwayWithAMisspelledField() throws IOException {
        String misspelled = Files.readString(MANIFESTS.resolve("deployment.yaml")).replace("readOnlyRootFilesystem",
                "readOnlyRootFileSystem");

        assertThatThrownBy(() -> parse(misspelled)).hasMessageContaining("readOnlyRootFileSystem");
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void areAppliedTogether(Path directory) throws IOException {
        Kustomization all = STRICT.convertValue(yaml().load(Files.readString(directory.resolve(KUSTOMIZATION))),
                Kustomization.class);

        assertThat(all.apiVersion() + " " + all.kind()).isEqualTo("kustomize.config.k8s.io/v1beta1 Kustomization");
        assertThat(all.resources()).containsExactlyElementsOf(
                files(directory).stream().map(file -> file.getFileName().toString()).toList());
    }

    static Stream<Path> kustomizations() {
        return Stream.of(MANIFESTS, MONITORING);
    }

    @Test
    void nameTheImageThatIsReplaced() throws IOException {
        Kustomization all = STRICT.convertValue(yaml().load(Files.readString(MANIFESTS.resolve(KUSTOMIZATION))),
                Kustomization.class);

        assertThat(all.images()).singleElement()
                .satisfies(image -> assertThat(container().getImage()).isEqualTo(image.name() + ":" + image.newTag()));
    }

    @Test
    void letPrometheusReadEachNodeAsTheAlertsWant() throws IOException {
        ServiceMonitor monitor = STRICT.convertValue(
                yaml().load(Files.readString(MONITORING.resolve("service-monitor.yaml"))), ServiceMonitor.class);
        Service service = (Service) read(MANIFESTS.resolve("service.yaml"));

        assertThat(monitor.apiVersion() + " " + monitor.kind()).isEqualTo("monitoring.coreos.com/v1 ServiceMonitor");
        assertThat(service.getMetadata().getLabels()).containsAllEntriesOf(monitor.spec().selector().matchLabels());
        assertThat(monitor.spec().endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(service.getSpec().getPorts()).extracting("name").containsExactly(endpoint.port());
            assertThat(endpoint.path()).isEqualTo("/actuator/prometheus");
            assertThat(endpoint.authorization().credentials().name()).isEqualTo("rollcall");
        });
        // The operator calls the job as the Service, and the alerts name the job.
        assertThat(Files.readString(ALERTS)).contains("job=\"%s\"".formatted(service.getMetadata().getName()));
    }

    @Test
    void haveTheAlertsThatPrometheusHas() throws IOException {
        String alerts = Files.readString(ALERTS);
        String rules = alerts.substring(alerts.indexOf("groups:"));
        Path file = MONITORING.resolve("prometheus-rule.yaml");
        Renewed.assertCurrent(file, RULE + rules.replaceAll("(?m)^(?=.)", "  "));

        Map<String, Object> rule = yaml().load(Files.readString(file));
        assertThat(rule).containsEntry("spec", yaml().load(alerts));
    }

    @Test
    void openNoMoreThanWebhooksToTheWorld() throws IOException {
        Ingress ingress = (Ingress) read(MANIFESTS.resolve("ingress.yaml"));

        assertThat(ingress.getSpec().getRules()).singleElement()
                .satisfies(rule -> assertThat(rule.getHttp().getPaths()).singleElement().satisfies(path -> {
                    assertThat(path.getPath() + " " + path.getPathType()).isEqualTo("/webhooks/scalekit Exact");
                    assertThat(path.getBackend().getService().getName()).isEqualTo("rollcall");
                    assertThat(path.getBackend().getService().getPort().getName()).isEqualTo("http");
                }));
        assertThat(ingress.getSpec().getTls().getFirst().getHosts())
                .containsExactly(ingress.getSpec().getRules().getFirst().getHost());
    }

    @Test
    void letRollcallTalkToWhomItHasToAndNobodyElse() throws IOException {
        NetworkPolicy policy = (NetworkPolicy) read(MANIFESTS.resolve("network-policy.yaml"));

        assertThat(deployment().getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress()).singleElement().satisfies(rule -> {
            assertThat(rule.getFrom()).hasSizeGreaterThan(1);
            assertThat(container().getPorts()).extracting("name")
                    .contains(rule.getPorts().getFirst().getPort().getStrVal());
        });
        assertThat(policy.getSpec().getEgress().stream().flatMap(rule -> rule.getPorts().stream())
                .map(port -> port.getPort().getIntVal())).containsExactly(53, 53, 443, 5432);
    }

    @Test
    void findEachOther() throws IOException {
        Deployment deployment = deployment();
        Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
        Service service = (Service) read(MANIFESTS.resolve("service.yaml"));

        assertThat(labels).containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(service.getSpec().getSelector())
                .containsAllEntriesOf(((PodDisruptionBudget) read(MANIFESTS.resolve("pod-disruption-budget.yaml")))
                        .getSpec().getSelector().getMatchLabels());
        assertThat(container().getPorts()).extracting("name")
                .contains(service.getSpec().getPorts().getFirst().getTargetPort().getStrVal());
        assertThat(container().getEnvFrom().getFirst().getConfigMapRef().getName()).isEqualTo("rollcall");
    }

    @Test
    void giveAwayNoMoreThanTheRestrictedStandardAllows() throws IOException {
        PodSpec pod = pod();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(container().getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container().getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container().getResources().getLimits()).containsKey("memory");
    }

    @Test
    void askWhatAnybodyMayAsk() throws IOException {
        assertThat(
                List.of(container().getStartupProbe(), container().getLivenessProbe(), container().getReadinessProbe()))
                        .extracting(KubernetesTests::path).containsExactly("/actuator/health/liveness",
                                "/actuator/health/liveness", "/actuator/health/readiness");
    }

    @Test
    void mountTheSecretWhereRollcallLooksForSettings() throws IOException {
        String location = (String) settings().get("config.import");

        assertThat(location).contains(":" + container().getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals("secrets")).findFirst().orElseThrow().getMountPath() + "}");
    }

    @Test
    void letAMigrationOfAnHourEnd() throws IOException {
        Probe startup = container().getStartupProbe();

        assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold()).isGreaterThanOrEqualTo(3600);
    }

    @Test
    void waitLongerThanRollcallTakesToFinish() throws IOException {
        long before = container().getLifecycle().getPreStop().getSleep().getSeconds();
        long finishing = DurationStyle.detectAndParse((String) settings().get("lifecycle.timeout-per-shutdown-phase"))
                .toSeconds();

        assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThan(before + finishing);
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private static Deployment deployment() throws IOException {
        return (Deployment) read(MANIFESTS.resolve("deployment.yaml"));
    }

    private static PodSpec pod() throws IOException {
        return deployment().getSpec().getTemplate().getSpec();
    }

    private static Container container() throws IOException {
        return pod().getContainers().getFirst();
    }

    private static HasMetadata read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    private static HasMetadata parse(String manifest) {
        Map<String, Object> resource = yaml().load(manifest);
        Class<? extends HasMetadata> kind = KINDS.get(resource.get("apiVersion") + " " + resource.get("kind"));
        assertThat(kind).as("the kind of %s", resource).isNotNull();
        return STRICT.convertValue(resource, kind);
    }

    /// {@return what the service's own settings say under `spring`}
    private static Map<String, Object> settings() throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.yaml"))) {
            Map<String, Map<String, Object>> all = yaml().load(file);
            return all.get("spring");
        }
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }
}
