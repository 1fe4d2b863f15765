package firedrill.component.longhorn.engine;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One request at a time over the engine's wire format ({@code pkg/dataconn}, 1.12). */
public final class EngineClient implements AutoCloseable {

  private static final short MAGIC = 0x1b01;
  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int ERROR = 3;
  private static final int UNMAP = 7;
  private static final int HEADER = 26;

  private final SocketChannel channel;
  private int sequence;

  public EngineClient(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  public byte[] read(long offset, int length) throws IOException {
    return ask(READ, offset, length, new byte[0]);
  }

  public void write(long offset, byte[] data) throws IOException {
    ask(WRITE, offset, data.length, data);
  }

  public void unmap(long offset, int length) throws IOException {
    ask(UNMAP, offset, length, new byte[0]);
  }

  private byte[] ask(int type, long offset, int size, byte[] data) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(HEADER + data.length).order(ByteOrder.LITTLE_ENDIAN);
    request.putShort(MAGIC).putInt(++sequence).putInt(type).putLong(offset).putInt(size);
    request.putInt(data.length).put(data).flip();
    while (request.hasRemaining()) {
      channel.write(request);
    }
    ByteBuffer head = receive(HEADER);
    int answer = head.getInt(6);
    byte[] body = receive(head.getInt(22)).array();
    if (head.getInt(2) != sequence) {
      throw new IOException("answer " + head.getInt(2) + " to request " + sequence);
    }
    if (answer == ERROR) {
      throw new IOException(new String(body, StandardCharsets.UTF_8));
    }
    return body;
  }

  private ByteBuffer receive(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the engine hung up");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
