package firedrill.sandbox.k3d;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PostgreSQL and Gitea of a machine, outside the cluster: docker-compose makes them from {@code
 * k3d/foundations/compose.yaml}, the file that a person uses too. The lab's own are images, port,
 * network and secrets, by the file's variables, and what {@link ComposeAddition} adds.
 */
public final class K3dFoundations {

  private static final String POSTGRES = "postgres";
  private static final String GITEA = "gitea";
  private static final int PASSWORD_BYTES = 16;
  private static final int SECRET_BYTES = 32;

  private final K3dSandbox sandbox;
  private final K3dNode node;
  private final K3dPostgres postgres;
  private final Optional<K3dGitea> gitea;
  private final String gitPassword = secret(PASSWORD_BYTES);

  /**
   * @param machine name of the machine that they stand on
   * @param git whether Gitea is wanted
   */
  public K3dFoundations(K3dSandbox sandbox, String machine, boolean git) {
    this.sandbox = sandbox;
    this.node = sandbox.k3dNode(machine);
    this.postgres = new K3dPostgres(sandbox, node, secret(PASSWORD_BYTES));
    this.gitea = git ? Optional.of(new K3dGitea(sandbox, node)) : Optional.empty();
  }

  public K3dPostgres postgres() {
    return postgres;
  }

  public Optional<K3dGitea> gitea() {
    return gitea;
  }

  /** Random bytes in hexadecimal digits. */
  private static String secret(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Starts them; returns before they answer.
   *
   * @param file for docker-compose
   * @param settings override {@code postgresql.conf}
   * @param postgresImage PostgreSQL's
   * @param giteaImage Gitea's, where that is wanted
   */
  public void start(
      Compose compose,
      Path file,
      Map<String, String> settings,
      String postgresImage,
      Optional<String> giteaImage) {
    Machines machines = sandbox.machines();
    List<String> services = new ArrayList<>(List.of(POSTGRES));
    gitea.ifPresent(git -> services.add(GITEA));
    Path addition =
        addition(machines.labels(), machines.network(), settings)
            .write(compose.home().resolve("foundations.yaml"));
    Map<String, String> variables = new TreeMap<>(variables(machines.network(), sandbox.ports()));
    variables.put("POSTGRES_IMAGE", postgresImage);
    giteaImage.ifPresent(image -> variables.put("GITEA_IMAGE", image));
    gitea.ifPresent(git -> variables.put("GITEA_MAIL", git.mail()));
    variables.put("POSTGRES_PASSWORD", postgres.password());
    variables.put("GITEA_PASSWORD", gitPassword);
    variables.put("GITEA_SECRET", secret(SECRET_BYTES));
    compose.up(machines.cluster(), List.of(file, addition), variables, services);
    postgres.runsIn(created(POSTGRES));
    gitea.ifPresent(git -> git.runsIn(created(GITEA)));
  }

  /** One that compose has made, under the name that it gives. */
  private LabContainer created(String service) {
    LabContainer container = sandbox.machines().named(sandbox.cluster() + "-" + service + "-1");
    container.created();
    node.add(container);
    return container;
  }

  /** What the lab adds to the file. */
  static ComposeAddition addition(
      Map<String, String> labels, LabNetwork network, Map<String, String> settings) {
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.addAll(List.of("-c", key + "=" + value)));
    return new ComposeAddition(labels)
        .withService(POSTGRES, network.address(K3dPostgres.ADDRESS))
        .withArguments(POSTGRES, arguments)
        .withService(GITEA, network.address(K3dGitea.ADDRESS))
        .withVolume(POSTGRES)
        .withVolume(GITEA);
  }

  /** The file's variables but for images, secrets and the mark. */
  static Map<String, String> variables(LabNetwork network, Ports ports) {
    return Map.of(
        "CLUSTER_NETWORK",
        network.name(),
        "POSTGRES_PORT",
        String.valueOf(ports.database()),
        "GITEA_PORT",
        String.valueOf(ports.git()),
        "GITEA_URL",
        K3dGitea.address(network) + "/",
        "GITEA_USER",
        K3dGitea.USER);
  }
}
