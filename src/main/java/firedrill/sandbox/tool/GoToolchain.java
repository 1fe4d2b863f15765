package firedrill.sandbox.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Go that builds missing programs.
 *
 * @param version for example {@code 1.26.8}
 * @param platform for example {@code linux/amd64}
 * @param environment all that a build gets to see
 */
record GoToolchain(
    Path program, Version version, String platform, Map<String, String> environment) {
  /** The newest {@code go} directive among the wrapper modules, as of this release. */
  static final Version NEEDED = Version.of("1.26.7");

  static final String HOW_TO_GET =
      "get it from https://go.dev/dl/ (unpack into /usr/local and put /usr/local/go/bin first on"
          + " PATH), or name ready programs with -Dtool.<name>=/path";

  private static final Pattern DIRECTIVE = Pattern.compile("(?m)^go (\\S+)\\s*$");

  // Everything else of the caller's environment is dropped: no credentials, no KUBECONFIG.
  private static final List<String> KEPT =
      List.of(
          "PATH",
          "HOME",
          "TMPDIR",
          "XDG_CACHE_HOME",
          "XDG_CONFIG_HOME",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy");

  // Read through `go env`, so that a user's `go env -w GOPROXY=…` counts too.
  private static final List<String> NETWORK =
      List.of(
          "GOPROXY",
          "GOSUMDB",
          "GONOSUMDB",
          "GONOPROXY",
          "GOPRIVATE",
          "GOINSECURE",
          "GOAUTH",
          "GOVCS",
          "GOPATH",
          "GOMODCACHE",
          "GOCACHE");

  /**
   * @throws ToolException if there is none, saying how to get it
   */
  static GoToolchain find(Programs programs, Map<String, String> caller) {
    Path go =
        programs
            .find("go")
            .orElseThrow(
                () ->
                    new ToolException(
                        "Go is not on PATH; " + NEEDED + " or newer is needed: " + HOW_TO_GET));
    Map<String, String> environment = new TreeMap<>();
    KEPT.stream()
        .filter(caller::containsKey)
        .forEach(name -> environment.put(name, caller.get(name)));
    NETWORK.stream()
        .filter(caller::containsKey)
        .forEach(name -> environment.put(name, caller.get(name)));
    environment.put("GOTOOLCHAIN", "local");
    JsonNode settings = settings(go, environment);
    for (String name : NETWORK) {
      Optional.ofNullable(settings.get(name))
          .map(JsonNode::asText)
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> environment.put(name, value));
    }
    environment.put("GOENV", "off");
    environment.put("GOWORK", "off");
    environment.put("GOFLAGS", "");
    environment.put("LC_ALL", "C");
    return new GoToolchain(
        go,
        Version.of(settings.path("GOVERSION").asText()),
        settings.path("GOHOSTOS").asText() + "/" + settings.path("GOHOSTARCH").asText(),
        Map.copyOf(environment));
  }

  GoRelease release() {
    return new GoRelease(version, platform);
  }

  Path buildCache() {
    return Path.of(environment.get("GOCACHE"));
  }

  Path moduleCache() {
    return Path.of(environment.get("GOMODCACHE"));
  }

  /**
   * @throws ToolException if the module asks for a newer Go than this one
   */
  void mustBuild(String tool, Path module) {
    Version needed = directive(module);
    if (!version.atLeast(needed)) {
      throw new ToolException(
          "Go "
              + version
              + " ("
              + program
              + ") is too old to build "
              + tool
              + ", which needs "
              + needed
              + " or newer: "
              + HOW_TO_GET);
    }
  }

  private static Version directive(Path module) {
    Path file = module.resolve("go.mod");
    try {
      Matcher matcher = DIRECTIVE.matcher(Files.readString(file));
      if (!matcher.find()) {
        throw new ToolException(file + ": has no go directive; add for example: go " + NEEDED);
      }
      return Version.of(matcher.group(1));
    } catch (IOException e) {
      throw new ToolException("cannot read " + file + ", the pin of a program: " + e, e);
    }
  }

  private static JsonNode settings(Path go, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(go.toString(), "env", "-json"));
    command.addAll(NETWORK);
    command.addAll(List.of("GOVERSION", "GOHOSTOS", "GOHOSTARCH"));
    try {
      Command.Result result =
          Command.run(command, Path.of("/"), environment, Duration.ofSeconds(30));
      if (!result.ok()) {
        throw new ToolException(go + " env failed: " + result.err() + "; " + HOW_TO_GET);
      }
      return new ObjectMapper().readTree(result.out());
    } catch (IOException | TimeoutException e) {
      throw new ToolException("cannot ask " + go + " for its version: " + e + "; " + HOW_TO_GET, e);
    }
  }
}
