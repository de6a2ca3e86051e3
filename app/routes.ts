import { flatRoutes } from "@remix-run/fs-routes";

/** `ls app/routes` is the site map. */
export default flatRoutes();
