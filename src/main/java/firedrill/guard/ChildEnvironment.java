package firedrill.guard;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the lab may put into the environment of a child process, which inherits nothing: a variable
 * that sends a well-known client somewhere may not point outside the lab.
 */
public final class ChildEnvironment {
  private static final Set<String> ADDRESSES =
      Set.of("KUBERNETES_SERVICE_HOST", "KUBERNETES_MASTER", "PGHOST", "PGHOSTADDR");
  private static final String REMEDY =
      "leave the variable out, or let it name an address of the lab or a file of the run";

  private final Guard guard;
  private final Path home;
  private final ProtectedPaths paths;

  /**
   * @param home the run's own directory; a kubeconfig or credentials file must lie in it
   */
  public ChildEnvironment(Guard guard, Path home) {
    this.guard = guard;
    this.paths = new ProtectedPaths(guard.settings());
    this.home = paths.require(home);
  }

  /**
   * Checks all that a child is given. Several names are judged together: a token needs its address
   * beside it.
   *
   * @throws GuardRefusal naming the variable that points outside
   */
  public void require(Map<String, String> given) {
    guard.requireRunning();
    given.forEach((name, value) -> requireInside(name, value, given));
  }

  private void requireInside(String name, String value, Map<String, String> extra) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.equals("KUBECONFIG")) {
      requireOwnFile(name, value);
    } else if (upper.equals("DOCKER_HOST")) {
      DockerHosts.require(value);
    } else if (upper.equals("LIBVIRT_DEFAULT_URI")) {
      LibvirtUris.require(value);
    } else if (upper.startsWith("DOCKER_") || upper.startsWith("LIBVIRT_")) {
      throw refusal(name, "it can redirect a client to another machine");
    } else if (upper.endsWith("_PROXY") && !upper.equals("NO_PROXY")) {
      throw refusal(name, "no client of the lab uses a proxy");
    } else if (upper.equals("SSH_AUTH_SOCK")) {
      throw refusal(name, "it hands out the user's own keys");
    } else if (upper.equals("HOME")) {
      requireOtherHome(name, value);
    } else if (ADDRESSES.contains(upper)) {
      requireAddress(name, value);
    } else if (upper.startsWith("VAULT_")) {
      requireVault(name, upper, value, extra);
    } else if (upper.startsWith("AWS_")) {
      requireAws(name, upper, value, extra);
    }
  }

  private void requireVault(String name, String upper, String value, Map<String, String> extra) {
    if (upper.endsWith("_ADDR")) {
      requireAddress(name, value);
    } else if (upper.equals("VAULT_TOKEN") && !extra.containsKey("VAULT_ADDR")) {
      throw refusal(name, "a token without VAULT_ADDR beside it goes wherever the default points");
    } else if (upper.equals("VAULT_SKIP_VERIFY") || upper.equals("VAULT_TLS_SERVER_NAME")) {
      throw refusal(name, "it weakens the proof of who answers");
    }
  }

  private void requireAws(String name, String upper, String value, Map<String, String> extra) {
    if (upper.startsWith("AWS_ENDPOINT_URL")) {
      requireAddress(name, value);
    } else if (upper.equals("AWS_CONFIG_FILE") || upper.equals("AWS_SHARED_CREDENTIALS_FILE")) {
      requireOwnFile(name, value);
    } else if (!extra.containsKey("AWS_ENDPOINT_URL") || upper.equals("AWS_PROFILE")) {
      throw refusal(name, "without AWS_ENDPOINT_URL beside it, it reaches the real cloud");
    }
  }

  private void requireAddress(String name, String value) {
    try {
      if (value.contains("://")) {
        guard.requireAddress(URI.create(value));
      } else {
        guard.requireAddress(value);
      }
    } catch (GuardRefusal | IllegalArgumentException e) {
      throw new GuardRefusal(
          "environment variable " + name, "its address is not in the lab", REMEDY, e);
    }
  }

  private void requireOwnFile(String name, String value) {
    if (value.contains(":")) {
      throw refusal(name, "it merges several files");
    }
    if (!value.startsWith("/") || !paths.require(Path.of(value)).startsWith(home)) {
      throw refusal(name, "its file is not in the run's directory");
    }
  }

  private void requireOtherHome(String name, String value) {
    Path path = Path.of(value).toAbsolutePath().normalize();
    if (guard.settings().home().startsWith(path) && !path.equals(Path.of("/"))) {
      throw refusal(name, "it is the user's own home, where kubeconfigs and tokens lie");
    }
  }

  private static GuardRefusal refusal(String name, String why) {
    return new GuardRefusal("environment variable " + name, why, REMEDY);
  }
}
