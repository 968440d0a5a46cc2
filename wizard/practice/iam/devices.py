"""What a user signs in with: access keys and virtual MFA devices."""

from __future__ import annotations

import base64
from dataclasses import replace

from wizard.practice import identifiers, one_time_code
from wizard.practice.cloud import Call, Operation
from wizard.practice.credentials import Credentials
from wizard.practice.fault import Fault, limit_exceeded, no_such_entity
from wizard.practice.iam import lookup
from wizard.practice.protocol import Values
from wizard.practice.world import MfaDevice, User
from wizard.secret import Secret


def _keys_of(call: Call, user: User) -> list[Credentials]:
    keys = call.cloud.keys.values()
    return [key for key in keys if key.kind == "user" and key.id == user.id and not key.temporary]


def list_access_keys(call: Call) -> Values:
    """Read which keys a user has, never a secret."""
    user = lookup.user(call)
    rows = [
        {
            "UserName": user.name,
            "AccessKeyId": key.access_key_id,
            "Status": "Active" if key.active else "Inactive",
            "CreateDate": key.issued,
        }
        for key in _keys_of(call, user)
    ]
    return lookup.page(call, "AccessKeyMetadata", rows)


def create_access_key(call: Call) -> Values:
    """Make a key. The secret is answered once."""
    user = lookup.user(call)
    if len(_keys_of(call, user)) >= 2:
        raise limit_exceeded("Cannot exceed quota for AccessKeysPerUser: 2")
    secret = identifiers.secret_key()
    key = Credentials(
        identifiers.access_key_id(temporary=False),
        Secret(secret),
        call.account.id,
        "user",
        user.name,
        user.id,
        call.now,
    )
    call.cloud.keys[key.access_key_id] = key
    return {
        "AccessKey": {
            "UserName": user.name,
            "AccessKeyId": key.access_key_id,
            "Status": "Active",
            "SecretAccessKey": secret,
            "CreateDate": key.issued,
        }
    }


def update_access_key(call: Call) -> Values:
    """Switch a key on or off."""
    key = _key(call)
    call.cloud.keys[key.access_key_id] = replace(key, active=call.values["Status"] == "Active")
    return {}


def delete_access_key(call: Call) -> Values:
    """Remove a key."""
    del call.cloud.keys[_key(call).access_key_id]
    return {}


def get_access_key_last_used(call: Call) -> Values:
    """Read whose key it is, and when it was last used."""
    key = call.cloud.keys.get(call.values["AccessKeyId"])
    if key is None or key.account != call.account.id or key.kind != "user":
        raise no_such_entity(f"The Access Key with id {call.values['AccessKeyId']} cannot be found")
    return {
        "UserName": key.name,
        "AccessKeyLastUsed": {"LastUsedDate": call.now, "ServiceName": "iam", "Region": call.circumstances.region},
    }


def _key(call: Call) -> Credentials:
    wanted = call.values["AccessKeyId"]
    for key in _keys_of(call, lookup.user(call)):
        if key.access_key_id == wanted:
            return key
    raise no_such_entity(f"The Access Key with id {wanted} cannot be found.")


def list_mfa_devices(call: Call) -> Values:
    """Read a user's MFA devices."""
    user = lookup.user(call)
    rows = [
        {"UserName": user.name, "SerialNumber": device.serial, "EnableDate": device.enabled}
        for device in user.mfa_devices
    ]
    return lookup.page(call, "MFADevices", rows)


def list_virtual_mfa_devices(call: Call) -> Values:
    """Read the account's virtual devices, assigned or not."""
    rows: list[Values] = [
        {"SerialNumber": device.serial, "EnableDate": device.enabled}
        for user in call.account.users.values()
        for device in user.mfa_devices
        if call.values.get("AssignmentStatus") != "Unassigned"
    ]
    if call.values.get("AssignmentStatus") != "Assigned":
        rows += [{"SerialNumber": serial} for serial in call.account.unassigned_mfa]
    return lookup.page(call, "VirtualMFADevices", rows)


def create_virtual_mfa_device(call: Call) -> Values:
    """Make a device; its seed is answered once, for an authenticator app."""
    name, path = call.values["VirtualMFADeviceName"], call.values.get("Path", "/")
    serial = identifiers.entity_arn(call.account.id, "mfa", path, name)
    assigned = {device.serial for user in call.account.users.values() for device in user.mfa_devices}
    if serial in call.account.unassigned_mfa or serial in assigned:
        raise Fault("EntityAlreadyExists", "MFADevice entity at the same path and name already exists.", 409)
    seed = identifiers.mfa_seed(serial)
    devices = {**call.account.unassigned_mfa, serial: MfaDevice(serial, seed)}
    call.save(replace(call.account, unassigned_mfa=devices))
    encoded = base64.b64encode(seed.encode()).decode()
    return {"VirtualMFADevice": {"SerialNumber": serial, "Base32StringSeed": encoded}}


def enable_mfa_device(call: Call) -> Values:
    """Give a device to a user, who proves to have it with two codes in a row."""
    user, serial = lookup.user(call), call.values["SerialNumber"]
    device = call.account.unassigned_mfa.get(serial)
    if device is None:
        raise no_such_entity(f"VirtualMFADevice with serial number {serial} does not exist.")
    now = one_time_code.step_of(call.now)
    first, second = call.values["AuthenticationCode1"], call.values["AuthenticationCode2"]
    for step in (now - 1, now, now + 1):
        if [one_time_code.code_at(device.seed, step + more) for more in (0, 1)] == [first, second]:
            call.cloud.spent_codes[serial] = step + 1
            break
    else:
        raise Fault("InvalidAuthenticationCode", "Authentication code for device is not valid.", 403)
    rest = {other: waiting for other, waiting in call.account.unassigned_mfa.items() if other != serial}
    devices = (*user.mfa_devices, replace(device, enabled=call.now))
    call.save(replace(call.account, unassigned_mfa=rest).with_user(replace(user, mfa_devices=devices)))
    return {}


def deactivate_mfa_device(call: Call) -> Values:
    """Take a device from its user."""
    user, serial = lookup.user(call), call.values["SerialNumber"]
    mine = [device for device in user.mfa_devices if device.serial == serial]
    if not mine:
        raise no_such_entity(f"VirtualMFADevice with serial number {serial} does not exist.")
    rest = tuple(device for device in user.mfa_devices if device.serial != serial)
    waiting = {**call.account.unassigned_mfa, serial: replace(mine[0], enabled=None)}
    call.save(replace(call.account, unassigned_mfa=waiting).with_user(replace(user, mfa_devices=rest)))
    return {}


OPERATIONS: dict[str, Operation] = {
    "ListAccessKeys": list_access_keys,
    "CreateAccessKey": create_access_key,
    "UpdateAccessKey": update_access_key,
    "DeleteAccessKey": delete_access_key,
    "GetAccessKeyLastUsed": get_access_key_last_used,
    "ListMFADevices": list_mfa_devices,
    "ListVirtualMFADevices": list_virtual_mfa_devices,
    "CreateVirtualMFADevice": create_virtual_mfa_device,
    "EnableMFADevice": enable_mfa_device,
    "DeactivateMFADevice": deactivate_mfa_device,
}
