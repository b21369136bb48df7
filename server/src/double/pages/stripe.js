// Plays Stripe.js: the calls that the portal makes, with the same names and answers. What is typed stays in the frame.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const kindOf = (secret) => (secret.startsWith("seti_") ? "setup_intent" : "payment_intent");
  const idOf = (secret) => secret.split("_secret_")[0];
  const nameOf = (kind) => (kind === "setup_intent" ? "setupIntent" : "paymentIntent");
  const forever = () => new Promise(() => {});

  async function retrieve(key, secret) {
    const kind = kindOf(secret);
    const query = new URLSearchParams({ key, client_secret: secret });
    const answer = await fetch(`${origin}/v1/${kind}s/${idOf(secret)}?${query}`);
    const body = await answer.json();
    return body.error ? { error: body.error } : { [nameOf(kind)]: body };
  }

  // Where the person goes afterwards, with what became of it.
  function wayBack(intent, returnUrl) {
    const url = new URL(returnUrl, location.href);
    const status = { succeeded: "succeeded", processing: "pending", requires_action: "pending" }[intent.status] ?? "failed";
    url.searchParams.set(intent.object, intent.id);
    url.searchParams.set(`${intent.object}_client_secret`, intent.client_secret);
    url.searchParams.set("redirect_status", status);
    return url.href;
  }

  function paymentElement(key, { clientSecret, appearance, locale }) {
    const listeners = {};
    const waiting = new Map();
    const frame = document.createElement("iframe");
    let calls = 0;
    const tell = (name, event) => (listeners[name] ?? []).forEach((listener) => listener({ elementType: "payment", ...event }));

    function show(by) {
      const query = new URLSearchParams({ secret: clientSecret, key, by, locale: locale ?? "auto", theme: appearance?.theme ?? "stripe" });
      frame.src = `${origin}/v3/frame?${query}`;
    }

    function hear({ source, origin: from, data }) {
      if (source !== frame.contentWindow || from !== origin) return;
      if (data.height) frame.style.height = `${data.height}px`;
      if (data.show) show(data.show);
      if (data.event) tell(data.event, data.detail);
      if (data.call) {
        waiting.get(data.call)?.(data.answer);
        waiting.delete(data.call);
      }
    }

    const element = {
      mount(where) {
        const place = typeof where === "string" ? document.querySelector(where) : where;
        if (!place) throw new Error("The place for the Payment Element is not there.");
        frame.title = "Secure payment input frame";
        frame.name = "payment-element";
        frame.allow = "payment *";
        Object.assign(frame.style, { border: "0", width: "100%", height: "320px" });
        addEventListener("message", hear);
        show("card");
        place.replaceChildren(frame);
        return element;
      },
      unmount() {
        removeEventListener("message", hear);
        frame.remove();
      },
      destroy: () => element.unmount(),
      on(name, listener) {
        (listeners[name] ??= []).push(listener);
        return element;
      },
      update: () => element,
      // Has the frame do something with what was typed.
      ask(what) {
        return new Promise((answered) => {
          waiting.set(++calls, answered);
          frame.contentWindow.postMessage({ ...what, call: calls }, origin);
        });
      },
    };
    return element;
  }

  globalThis.Stripe = (key) => {
    async function confirm(kind, { elements, clientSecret, confirmParams = {}, redirect = "always" }) {
      const secret = clientSecret ?? elements.clientSecret;
      if (kindOf(secret) !== kind) throw new Error(`This is not the client secret of a ${kind}.`);
      const { error, intent } = await elements.payment.ask({ ask: "confirm", returnUrl: confirmParams.return_url ?? location.href });
      if (error) return { error };
      const next = intent.next_action?.redirect_to_url?.url;
      if (next) {
        location.assign(next);
        return forever();
      }
      if (redirect === "if_required") return { [nameOf(kind)]: intent };
      location.assign(wayBack(intent, confirmParams.return_url));
      return forever();
    }

    return {
      elements({ clientSecret, appearance, locale } = {}) {
        if (!clientSecret) throw new Error("Elements need a client secret.");
        const elements = {
          clientSecret,
          create(kind) {
            if (kind !== "payment") throw new Error(`There is no element "${kind}" here.`);
            elements.payment = paymentElement(key, { clientSecret, appearance, locale });
            return elements.payment;
          },
          getElement: (kind) => (kind === "payment" ? (elements.payment ?? null) : null),
          submit: () => elements.payment.ask({ ask: "submit" }),
          update() {},
          fetchUpdates: async () => ({}),
        };
        return elements;
      },
      confirmSetup: (options) => confirm("setup_intent", options),
      confirmPayment: (options) => confirm("payment_intent", options),
      retrieveSetupIntent: (secret) => retrieve(key, secret),
      retrievePaymentIntent: (secret) => retrieve(key, secret),
    };
  };
  globalThis.Stripe.version = 3;
})();
