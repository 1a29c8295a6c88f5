# By digest, so that the same commit makes the same image: Java 25.0.4+7, for each architecture. Dependabot brings newer ones.
FROM eclipse-temurin:25-jre-noble@sha256:d120abd9d8d7dec94520ce974ece62d0e4eed8576eb00bbc84e6128307ab48ef AS runtime

FROM eclipse-temurin:25-jdk-noble@sha256:264fafc3390db78c93dc51da0109a0d66ad1fb59f7a893f12b7e3df1f15e52da AS build
# The image has neither curl nor wget, and mvnw needs one of them to download Maven.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
# PostgreSQL, which the training for the cache starts, refuses to run as root.
RUN useradd --create-home build && install -d -o build -g build /build
USER build
WORKDIR /build
# Downloads Maven and the dependencies in a layer that only a change of pom.xml makes anew.
COPY --chown=build:build mvnw pom.xml ./
COPY --chown=build:build .mvn .mvn
RUN ./mvnw -B -q -ntp dependency:go-offline
# The AOT cache is of use to exactly the Java that made it, which is the one of the image below.
COPY --from=runtime /opt/java/openjdk /opt/java/runtime
COPY --chown=build:build docs/openapi.yaml docs/openapi.yaml
COPY --chown=build:build src src
RUN ./mvnw -B -q -ntp -Paot -Daot.java=/opt/java/runtime -DskipTests package

FROM runtime
WORKDIR /app
# Libraries change less often than the rest. COPY keeps the times of the files, by which Java knows them again.
COPY --from=build /build/target/rollcall/lib/ ./lib/
COPY --from=build /build/target/rollcall/rollcall.jar /build/target/rollcall/rollcall.options /build/target/rollcall/rollcall.aot ./
# Neither the text encoding nor the time zone is left to the base image or the host.
ENV LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC
# The cache is of use only to a Java that is started with the options it was made with, which are in the file.
# Half for the heap, because in 640 MiB the JVM's own memory takes most of the rest. An -e JAVA_TOOL_OPTIONS replaces all of it.
ENV JAVA_TOOL_OPTIONS="-XX:VMOptionsFile=/app/rollcall.options -XX:AOTCache=/app/rollcall.aot -XX:MaxRAMPercentage=50"
# By number, so that Kubernetes' runAsNonRoot can see that it is not root.
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# Neither a shell nor an HTTP client is needed. The probe must not be given the service's own options, such as a debugger's port.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["env", "-u", "JAVA_TOOL_OPTIONS", "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx8m", "-cp", "rollcall.jar", "dev.rollcall.runtime.ReadinessProbe", "8080"]
ENTRYPOINT ["java", "-jar", "rollcall.jar"]
