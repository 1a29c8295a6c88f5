FROM eclipse-temurin:25-jdk-noble AS build
# The image has neither curl nor wget, and mvnw needs one of them to download Maven.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# Downloads Maven and the dependencies in a layer that only a change of pom.xml makes anew.
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -B -q -ntp dependency:go-offline
COPY src src
RUN ./mvnw -B -q -ntp -DskipTests package \
    && java -Djarmode=tools -jar target/rollcall.jar extract --layers --destination extracted

FROM eclipse-temurin:25-jre-noble
WORKDIR /app
COPY --from=build /build/extracted/dependencies/ ./
COPY --from=build /build/extracted/spring-boot-loader/ ./
COPY --from=build /build/extracted/snapshot-dependencies/ ./
COPY --from=build /build/extracted/application/ ./
# Neither the text encoding nor the time zone is left to the base image or the host.
ENV LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC
# Half for the heap, because in 512 MiB the JVM's own memory takes most of the rest. An -e JAVA_TOOL_OPTIONS replaces all of it.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError"
# By number, so that Kubernetes' runAsNonRoot can see that it is not root.
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# The image has neither curl nor wget; its bash can open a connection itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200'* ]]"]
ENTRYPOINT ["java", "-jar", "rollcall.jar"]
