package firedrill.sandbox.k3d;

import firedrill.guard.StoreKind;
import firedrill.guard.StoreMark;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Gitea as a container of pi2 beside the cluster, its repositories in a volume of its own and its
 * database in {@link K3dPostgres}. It installs itself at its first start ({@code k3d/gitea/start}),
 * is killed and started with its machine, and waits for its database like any other Gitea.
 */
public final class K3dGitea implements GitService {

  private static final int ADDRESS = 252;
  private static final int PORT = 3000;
  private static final int SECRET_BYTES = 32;
  private static final String USER = "gitops";
  private static final String DATA = "/var/lib/gitea";

  private final K3dSandbox sandbox;
  private final K3dNode node;
  private final String databasePassword = K3dPostgres.secret(K3dPostgres.PASSWORD_BYTES);
  private LabContainer container;
  private volatile String token;

  /**
   * @param machine name of the machine that it stands on
   */
  public K3dGitea(K3dSandbox sandbox, String machine) {
    this.sandbox = sandbox;
    this.node = sandbox.k3dNode(machine);
  }

  /** Of the role that owns its database. */
  String databasePassword() {
    return databasePassword;
  }

  /** Starts it; returns before it has installed itself. */
  public void start(String image) {
    String mail = StoreKind.mail(new StoreMark(sandbox.machines().guard(), "Gitea"));
    String database =
        sandbox.machines().network().address(K3dPostgres.ADDRESS) + ":" + K3dPostgres.PORT;
    container =
        sandbox
            .machines()
            .start(
                new Machines.Beside(
                    "gitea",
                    ADDRESS,
                    List.of(),
                    Optional.empty(),
                    List.of(
                        "--env",
                        "GITEA_HOST=" + host(),
                        "--env",
                        "GITEA_DATABASE=" + database,
                        "--env",
                        "GITEA_PASSWORD=" + databasePassword,
                        "--env",
                        "GITEA_SECRET=" + K3dPostgres.secret(SECRET_BYTES),
                        "--env",
                        "GITEA_USER=" + USER,
                        "--env",
                        "GITEA_MAIL=" + mail,
                        "--volume",
                        DATA),
                    image,
                    List.of()));
    node.add(container);
  }

  private String host() {
    return sandbox.machines().network().address(ADDRESS);
  }

  @Override
  public Node node() {
    return node;
  }

  /** On the lab's network, where nodes and pods find it as well. */
  @Override
  public URI address() {
    return URI.create("http://" + host() + ":" + PORT);
  }

  @Override
  public String user() {
    return USER;
  }

  /**
   * It has written its user's token down once it was installed.
   *
   * @throws IllegalStateException before that
   */
  @Override
  public String token() {
    if (token == null) {
      token = container.exec("cat", DATA + "/token");
    }
    return token;
  }

  @Override
  public List<String> clearStaleLocks() {
    container.requireOurs();
    return container
        .exec("find", DATA + "/data/gitea-repositories", "-name", "*.lock", "-print", "-delete")
        .lines()
        .toList();
  }
}
