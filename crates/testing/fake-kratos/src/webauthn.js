// The WebAuthn ceremonies of a self-service form: each function reads its options from the form, asks the
// browser for a credential, writes the answer into the form and sends it.
(function () {
  "use strict";

  if (!window || !window.PublicKeyCredential || window.__oryWebAuthnInitialized) {
    return;
  }

  const field = (name) => document.querySelector(`[name="${name}"]`);

  const decode = (text) => {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  };

  const encode = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const withIds = (list) => list.map((entry) => ({ ...entry, id: decode(entry.id) }));

  const requestOptions = (publicKey) => {
    const options = { ...publicKey, challenge: decode(publicKey.challenge) };
    if (publicKey.allowCredentials) {
      options.allowCredentials = withIds(publicKey.allowCredentials);
    }
    return options;
  };

  const creationOptions = (publicKey) => {
    const options = {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
    };
    if (publicKey.excludeCredentials) {
      options.excludeCredentials = withIds(publicKey.excludeCredentials);
    }
    return options;
  };

  const assertion = (credential) =>
    JSON.stringify({
      id: credential.id,
      rawId: encode(credential.rawId),
      type: credential.type,
      response: {
        authenticatorData: encode(credential.response.authenticatorData),
        clientDataJSON: encode(credential.response.clientDataJSON),
        signature: encode(credential.response.signature),
        userHandle: encode(credential.response.userHandle),
      },
    });

  const attestation = (credential) =>
    JSON.stringify({
      id: credential.id,
      rawId: encode(credential.rawId),
      type: credential.type,
      response: {
        attestationObject: encode(credential.response.attestationObject),
        clientDataJSON: encode(credential.response.clientDataJSON),
      },
    });

  const send = (element, value) => {
    element.value = value;
    element.closest("form").submit();
  };

  // Only one request may wait for a person at a time: whoever comes next ends the one before.
  const interrupt = () => {
    if (window.abortPasskeyConditionalUI) {
      window.abortPasskeyConditionalUI.abort("only one credentials.get allowed at a time");
      window.abortPasskeyConditionalUI = undefined;
    }
  };

  function oryWebAuthnLogin(
    options,
    result = '[name="webauthn_login"]',
    trigger = '[name="webauthn_login_trigger"]',
  ) {
    const given = options || JSON.parse(document.querySelector(trigger).value);
    if (!given.publicKey.allowCredentials) {
      throw new Error("The options name no credentials.");
    }
    navigator.credentials
      .get({ publicKey: requestOptions(given.publicKey) })
      .then((credential) => send(document.querySelector(result), assertion(credential)))
      .catch((error) => window.alert(error));
  }

  function oryWebAuthnRegistration(
    options,
    result = '[name="webauthn_register"]',
    trigger = '[name="webauthn_register_trigger"]',
  ) {
    const given = options || JSON.parse(document.querySelector(trigger).value);
    navigator.credentials
      .create({ publicKey: creationOptions(given.publicKey) })
      .then((credential) => send(document.querySelector(result), attestation(credential)))
      .catch((error) => window.alert(error));
  }

  async function oryPasskeyLoginAutocompleteInit() {
    const challenge = field("passkey_challenge");
    const result = field("passkey_login");
    if (!challenge || !result || !field("identifier") || window.Cypress) {
      return;
    }
    const available = window.PublicKeyCredential.isConditionalMediationAvailable;
    if (!available || !(await window.PublicKeyCredential.isConditionalMediationAvailable())) {
      return;
    }
    const given = JSON.parse(challenge.value);
    interrupt();
    const controller = new AbortController();
    window.abortPasskeyConditionalUI = controller;
    navigator.credentials
      .get({
        publicKey: requestOptions(given.publicKey),
        mediation: "conditional",
        signal: controller.signal,
      })
      .then((credential) => send(result, assertion(credential)))
      .catch((error) => console.log(error));
  }

  function oryPasskeyLogin() {
    const challenge = field("passkey_challenge");
    const result = field("passkey_login");
    if (!challenge || !result) {
      console.debug("This form has no passkey sign-in.");
      return;
    }
    const given = JSON.parse(challenge.value);
    interrupt();
    navigator.credentials
      .get({ publicKey: requestOptions(given.publicKey) })
      .then((credential) => send(result, assertion(credential)))
      .catch((error) => {
        if (error instanceof DOMException && error.name === "SecurityError") {
          console.error("The relying party of the server does not fit the address of this page.", error);
        } else {
          console.error(error);
        }
        return oryPasskeyLoginAutocompleteInit();
      });
  }

  // The account has no name yet: the first field that has something in it lends its own.
  const typedName = (form, names) => {
    for (const name of names) {
      const input = form && name ? form.querySelector(`[name="${name}"]`) : undefined;
      if (input && input.value) {
        return input.value;
      }
    }
    return undefined;
  };

  function oryPasskeyRegistration() {
    const data = field("passkey_create_data");
    const result = field("passkey_register");
    if (!data || !result) {
      console.debug("This form has no passkey sign-up.");
      return;
    }
    const given = JSON.parse(data.value);
    const options = creationOptions(given.credentialOptions.publicKey);
    const names = given.displayNameFieldNames || [given.displayNameFieldName];
    const name = typedName(data.closest("form"), names);
    if (name) {
      options.user.name = name;
      options.user.displayName = name;
    }
    navigator.credentials
      .create({ publicKey: options })
      .then((credential) => send(result, attestation(credential)))
      .catch((error) => console.error(error));
  }

  function oryPasskeySettingsRegistration() {
    const data = field("passkey_create_data");
    const result = field("passkey_settings_register");
    if (!data || !result) {
      console.debug("This form cannot add a passkey.");
      return;
    }
    const given = JSON.parse(data.value);
    navigator.credentials
      .create({ publicKey: creationOptions(given.publicKey) })
      .then((credential) => send(result, attestation(credential)))
      .catch((error) => console.error(error));
  }

  const functions = {
    oryWebAuthnLogin,
    oryWebAuthnRegistration,
    oryPasskeyLogin,
    oryPasskeyLoginAutocompleteInit,
    oryPasskeyRegistration,
    oryPasskeySettingsRegistration,
  };
  for (const [name, run] of Object.entries(functions)) {
    window[name] = run;
    window[`__${name}`] = run;
  }

  window.__oryWebAuthnInitialized = true;
  window.dispatchEvent(new CustomEvent("oryWebAuthnInitialized"));
})();
