package firedrill.sandbox.k3d;

import firedrill.sandbox.ContainerFile;
import firedrill.sandbox.process.Pipes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;

/**
 * A connection to a unix socket inside a pod's container: a {@code socat} of the node, whose input
 * and output are ours. The node sees the container's files below its first process's root.
 */
final class PodSocket implements ByteChannel {

  /** What the program says once somebody has accepted, before anything of the connection's. */
  private static final int READY = '\n';

  /**
   * With the id that containerd knows the container by, and the socket's place in it. Whether
   * anybody listens is seen by a connection that is closed at once.
   */
  private static final String BRIDGE =
      """
      first=$(ctr task list | while read -r id pid rest; do [ "$id" != "$1" ] || echo "$pid"; done)
      [ -n "$first" ] || exit 1
      place=UNIX-CONNECT:/proc/$first/root$2
      socat -u OPEN:/dev/null "$place" || exit 1
      echo
      exec socat -b 65536 - "$place"
      """;

  private final Process process;
  private final ReadableByteChannel in;
  private final OutputStream out;

  private PodSocket(Process process) {
    this.process = process;
    this.in = Channels.newChannel(process.getInputStream());
    this.out = process.getOutputStream();
  }

  /**
   * @param node the container of the node that the pod is on
   * @param id the pod's container, as its status names it: {@code containerd://} and the id
   * @param socket in messages, and its place
   * @throws IOException when that container does not run, or nobody listens there
   */
  static PodSocket connect(LabContainer node, String id, ContainerFile socket) throws IOException {
    node.requireOurs();
    List<String> bridge =
        List.of(
            "exec",
            "--interactive",
            node.name(),
            "sh",
            "-c",
            BRIDGE,
            "sh",
            id.substring(id.lastIndexOf('/') + 1),
            socket.path());
    return open(node.engine().command(bridge), Engine.environment(Map.of()), socket);
  }

  /**
   * @param bridge a program that says {@link #READY} and is the connection from then on, or ends
   */
  static PodSocket open(List<String> bridge, Map<String, String> environment, ContainerFile socket)
      throws IOException {
    Process process = Pipes.open(bridge, environment);
    if (process.getInputStream().read() != READY) {
      process.destroyForcibly();
      throw new IOException("nobody listens at " + socket);
    }
    return new PodSocket(process);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return in.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    out.write(bytes);
    out.flush();
    return bytes.length;
  }

  @Override
  public boolean isOpen() {
    return process.isAlive();
  }

  /** The other side sees the end of the connection; what it still says is not read. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try (InputStream said = process.getInputStream()) {
      out.close();
    }
  }
}
