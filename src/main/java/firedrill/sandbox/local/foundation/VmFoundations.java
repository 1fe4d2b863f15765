package firedrill.sandbox.local.foundation;

import firedrill.guard.Enclosure;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.vm.MachineImage;
import firedrill.sandbox.vm.VirtualPi;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PostgreSQL and Gitea in a virtual machine that hangs on its node's plug: it boots when the node
 * does, on its own disk, and is cut with it.
 */
public final class VmFoundations implements BootUnit {

  private static final int CONNECT_MILLIS = 200;

  private final LocalNode node;
  private final VirtualPi machine;
  private final MachineImage image;
  private final Map<String, String> options;

  /**
   * @param options of the guest that differ from the usual
   */
  public VmFoundations(
      LocalNode node, VirtualPi machine, MachineImage image, Map<String, String> options) {
    this.node = node;
    this.machine = machine;
    this.image = image;
    this.options = Map.copyOf(options);
  }

  public Database database() {
    return new Postgres();
  }

  public GitService git() {
    return new Gitea();
  }

  @Override
  public void boot(LocalNode on) {
    machine.boot(options);
  }

  @Override
  public void died(LocalNode on) {
    machine.crash();
  }

  @Override
  public void cut(LocalNode on) {
    machine.cut();
  }

  private final class Postgres implements Database {
    @Override
    public Node node() {
      return node;
    }

    @Override
    public String host() {
      return LocalSandbox.FOUNDATIONS;
    }

    @Override
    public int port() {
      return 5432;
    }

    @Override
    public String password() {
      return image.password();
    }

    @Override
    public String jdbcUrl(String database) {
      return "jdbc:postgresql://" + Addresses.FOUNDATIONS + ":" + port() + "/" + database;
    }

    @Override
    public void flush() {
      machine.flush();
    }

    @Override
    public Optional<Enclosure> enclosure() {
      return Optional.of(
          Enclosure.at(new InetSocketAddress(Addresses.FOUNDATIONS, port()), machine::requireOurs));
    }

    @Override
    public boolean isServing() {
      try (Socket s = new Socket()) {
        s.connect(new InetSocketAddress(Addresses.FOUNDATIONS, port()), CONNECT_MILLIS);
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  private final class Gitea implements GitService {
    @Override
    public Node node() {
      return node;
    }

    @Override
    public URI address() {
      return URI.create("http://" + Addresses.FOUNDATIONS + ":3000");
    }

    @Override
    public Optional<Enclosure> enclosure() {
      return Optional.of(Enclosure.at(address(), machine::requireOurs));
    }

    @Override
    public List<String> clearStaleLocks() {
      List<String> find =
          List.of(
              "find",
              "/data/gitea/data/gitea-repositories",
              "-name",
              "*.lock",
              "-print",
              "-delete");
      return machine.run("/bin/busybox", find).lines().toList();
    }

    @Override
    public void asInstalled(String repository) {
      String folder = "/data/gitea/data/gitea-repositories/" + user() + "/" + repository + ".git";
      machine.run(
          "/bin/busybox",
          List.of(
              "sh",
              "-ec",
              "printf '%s' \"$1\" >>\"$2/config\"; chattr -R -D \"$2\"; sync",
              "sh",
              LocalGitea.UNFLUSHED,
              folder));
    }

    @Override
    public String user() {
      return GiteaImage.USER;
    }

    @Override
    public String token() {
      return image.token();
    }
  }
}
