package firedrill.sandbox.vm;

import com.sun.jna.Pointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.virError;

/** Errors come as exceptions already. */
final class Silence implements Libvirt.VirErrorCallback {
  @Override
  public void errorCallback(Pointer userData, virError error) {
    // Nothing to add.
  }
}
