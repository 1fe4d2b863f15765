package firedrill.sandbox.k3d;

import firedrill.guard.StoreKind;
import firedrill.guard.StoreMark;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import java.net.URI;
import java.util.List;

/**
 * Gitea as a container of pi2 beside the cluster, its repositories in a volume of its own and its
 * database in {@link K3dPostgres}. It installs itself at its first start ({@code k3d/gitea/start}),
 * is killed and started with its machine, and waits for its database like any other Gitea.
 */
public final class K3dGitea implements GitService {

  static final int ADDRESS = 252;
  static final String USER = "gitops";

  private static final int PORT = 3000;
  private static final String DATA = "/data";

  private final K3dSandbox sandbox;
  private final K3dNode node;
  private LabContainer container;
  private volatile String token;

  /**
   * @param node that it stands on
   */
  K3dGitea(K3dSandbox sandbox, K3dNode node) {
    this.sandbox = sandbox;
    this.node = node;
  }

  void runsIn(LabContainer started) {
    container = started;
  }

  /** Of its user: the mark. */
  String mail() {
    return StoreKind.mail(new StoreMark(sandbox.machines().guard(), "Gitea"));
  }

  @Override
  public Node node() {
    return node;
  }

  /** On the lab's network, where nodes and pods find it as well. */
  @Override
  public URI address() {
    return address(sandbox.machines().network());
  }

  static URI address(LabNetwork network) {
    return URI.create("http://" + network.address(ADDRESS) + ":" + PORT);
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

  @Override
  public void asInstalled(String repository) {
    container.requireOurs();
    container.exec(
        "git",
        "config",
        "--file",
        DATA + "/data/gitea-repositories/" + USER + "/" + repository + ".git/config",
        "core.fsync",
        // The default and packs, which are in it.
        "pack");
  }
}
